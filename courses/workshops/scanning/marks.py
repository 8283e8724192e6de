"""The corner marks of a printed page: their patterns, and where they stand, in millimetres.

The patterns are the first 964 of OpenCV's dictionary 5X5_1000, written down here so that printing needs
no OpenCV; a test compares them. A mark is a black square with 5 x 5 cells inside.
"""

import base64
from dataclasses import dataclass
from functools import cache

from courses.workshops.scanning import codes

#: A4 landscape.
PAGE_WIDTH, PAGE_HEIGHT = 297.0, 210.0
#: Side of a mark, and its distance from both edges of the paper (printers leave about 4 mm white).
SIZE, INSET = 9.1, 6.0
_CELLS = 5
_CELL = SIZE / (_CELLS + 2)

#: Row by row, a bit a cell, 1 is white.
_PATTERNS = (
    "qS;;t0lBr|+psxbeRZiPP$0FZuh`-gYlg6yOi$@&oxpl6tPe3*iFw7F`T0;$<9|!jtS_jW-pRO-Vcv;u)2&010@fKqx)"
    "R>bXc6gVT)27BVk9JC+_R97i0n>o+%|}FAZTY2s<H^kcSolFq|8-f3q%DqS~`Y2a#oZQsY~aZ2|nyFotD$_i=~O_({nE"
    "QNCtYylD)0<<7*s|ttXiAz+75U7GL(2Sj&y9!}w5(_vyk!^=<Mip5Kj=B=Y%p4TuVd$fNGzI^wagwYx0Zoz?4~r%=nz%"
    "24%m3fPS)hBKK(RzoR{m=!=U<pzag3Sya-(JcLG(E>=VLpPiNwMW1fJ9tcrBqgOz3`;`;J>rAvgG1x$gN}!hk=Yoq*&J"
    "I+HZGlw6XLNCzkNzW+yqGP(xH3_SKB0yzz|QH_#<kp7rmE_Bryg7I@3kr3Cfp1$N|J{&N@Vj1fq6-QAgaUsZyk2JL+^8"
    "Ngc{&p9K3{H;t@*yOeGI3nyP?shN_P4~0)Lo~GOaTP3fr>gHKlkgT}%=3{jeIA$%vS$6ox0eP#bIUb`N`E0O+(TJZA6g"
    "78FD39kTYU7+m8%mGTWus&g<kso4c68o127+n3NTm&^u!Yvmp)33rHU-Rk0P%(ARhIh^GiL?#vsgUeqW3S=jQEFM49=J"
    "~DVPT|iI0pC6~>f5Wp_ez>BPBgJY4`TmgTxLW-b%6on+FPK<Q|Ux0ai`Na$U&!3NxZOQ2(q$~fNPt~mDGz4~|zook_v|"
    "C!gohzsB!P3#0g_8VXSTK2w-&Ob?5KXUgEzgOq{VpI1<ylA*DOoxT$b_u+T;nC3s=~fAZ(FKlgfayOq%d1c(70wQ9(-#"
    "LiQFHlc?kyjsONTD0sq0#d+pM;xc$hwntC8lzeII@{Im*o+?ME8;Gs8g&d!Php@Cq-mCPr`rONJN}9texZ216}@V1Ga^"
    "BfuOXSPwghB&PftAU6#K7zXy2!&$e1K2E?b2q+U4NE^<i4c<l$J`x2@Zo-&bVPEPXerG6L&<H<5I3ANG5BGZrPcTFjdq"
    "R&}(a2Ni;Tu3>9MCKG1rbh@jL>yNh7$r*b;0Vx!1haEd!~*w?XVNJ2aBU#2gP1PWN)Fn`5^qX)NLcIKpFZV7giJi%*za"
    "o<guK>5$M5d>qw^oBu!#KCV(7~S`7(`ktEe?B5asJQG*n?%Cts)10#b_6S5ac^(-a#MUt{>seoK)(3(nN1TrvtES_8)&"
    "k2L)9Xo@}4{^u3q{J4|YjOQGveTT+=T2KohrAGTpG^VJ`2go0B5WQ=G9J|%U+B$|y2nMe1F1W)ysc>55=>`7u{T4f8T~"
    "E~;M<4oYy=J*(qxBGB59_XeeOu>ilk|S(-x*EB!YC%zk*8L?HV<dg=*JET!SNeGm)Nd$y9T+<P_?1UJ(u_PLEZQLpu{A"
    "r8LvUy6Nb&1ql|)poQ5%X*Qtcs8s6ltOViL7G6sYV`URhYOPDPR$kt!kcUyr94xc6)>Y=p)D?9k#e%ZBC3pnjv;+QHH5"
    "0E6>(``_t4)+ebC6QK&v8s_vabvfSF<0h*S?heI?H3-h45->`EtE&X8^al`&&*gFSo?j*!GMB1eQv1>jI*sqM4l8*Li7"
    "1&9?c}+gFFo#0+L_wL2ELg{qZO++0&<Hj*>qWf;`Rt!H?a@ns8I!7aUyR^fs1bl1>0mA718M(!wDM;1TRuk+RRVlex2?"
    "tK%JyrZ+9cks_W>Q^8OW3nX0+35)U7i)7m;k(71-Pd}L>3|ovUJL&f(gMK`0eE_VGFU(^4PidX5D)&ig4|q0&jui7RSG"
    "+gfxCx5@UUTDh;TkqNR!sgOC^>!P<s-+qlyHqM`Q~lyuUDEaVT=O)H*4O4YA`7+!~9qE5*p{BGy@v{Hmz`He8_4szZjI"
    "Admi>ywyxedM6a>GZ<}Yha>!mo~l;=?J9~bmG0P1>jEcOoD$Xf$!npEw#n{zgt;|y2%3RU%^jO(u*p(#r3rH)?7p1BZg"
    "!78IpCi&QqBEkC;p`r2bp?GhLr`Ms*$SwK(_IyXqeV!n`<{7bSWfi6g`z~hKi<ab5j+styF5(^{DBGW0cE`+UvqaRat_"
    "&GhtQRcCO>i)0+fn`#Ds2GkSlcrF|<-zasZv-$<)x_F4`pEf3K)o*7Glg4N~xM&dXVc<@oU$V1+Fo^3?K7ANgX7FWHFU"
    "uwq*pJKJ;weBC>$T)6j&^Ip&OP_qTuqY18{|RLFDza``-&*<ZspwZuL0dBf1-+@J-K8;ai-NOP-d(DFuJW5Ve|$UtXl@"
    "~E;~;R+n1{>7HLl>vU@=Jj*famk6-E{cyb}i;-;){N&G2tzue0)9{8_wGyle1&HT}aIZzq&v5YFB$<GdDf>eBh>ckK%0"
    "ZiAVdU{YbY!9Ue?SZMHTwSMecyH1_c$4>0KYh-N2vc*i&t9<EV_B67ZnoWAm>9a=kl=EqWW3F>$*Iy=YfS~u@L;HU2js"
    "!IS1~(h9;`i92`sIxza)P}0Q@$Lk`<@?vFBB?kh+t{NSC;1N0&_7yx`~h-To{h0DNh)Q|C}$I#>wO7`r`5J`McrRo$Ia"
    "+wqWOaQRBkMhv8nH^q)NVdV)MWo*xE`Z_T*(=kjm%!58{x*7?NQ`4Pzdw7&n{`hPnEue?%k&OUeV<WB#+h5wUc{`eSQ`"
    "-4HBhCNE?`~u-30olR`VP*t+L4!UgK^O<n6Py4EKu`wy&Km%#4X<N^TJ`{@O`z7%;Ahkb6O%+6FSZ;WdJfgg0lt&K`eV"
    "TVQ}DFG0ENoDKv<+8#TOWzwhT6aM;(fT3;dD9Az+E+NJe1hDs;vb5_O92Q3YCtBf2F4*BMBW%v?woU@QeO8Z>{8Zg<C="
    "9K%R*p{L=vy>1XpXL>hLCmWMVjpz-B(6;0kH9|~Fp+#sYu#J*f9W^Xb1CrwB$#OL0F8vZH-Kh{)aJm?<Rcv1;JS`K>r3"
    "vQ2<ZAGOG~_vbUChG3x?oWBH2t8SYebG8t%e{CqY-_%jXS*d04jUMIyP!|n`7TkuF6Nv6GP?jDblud`G4?db67J}t{;r"
    "h4(nKFZUytcv#J7`(FR~xgCAl=*&(9!fRblah(`(Zs%kn`DOD>W%#Ue}Lz7)0ygHN4tLgCQl=yw}ekS!$eH@@aC|r?4E"
    "ME85H$m%+%N5PDDylA_MG*L-&&*j1r!L(bS80vwKQg7?{=$^$(OBwSq{c*2%Q3A*=2Xa9ivFS{{lXIjVBvy`R>8arY)o"
    "!6DFzu%>C81<MpqW=E8@+j47%Hh7;VxNu}f0eok^@rn${(~%W;?$xoRZGqo`v`fwi1S+TMzehX!W=V#B3WZP7A3`EO2m"
    "0~Wqx<6UimE<ent6#1*k1G)9*H2Q|PeSbSUDuf=UG0(zy2j%6PnIs|1xSr=0se}X~Ky()%J4_LVtO&=C3`P_N1Zk53O-"
    "6;9jKqnH;DSj|R{1#VoBUM&Vmp(G4nfd|&0xc$)?&hz(QB93{aZv^u}V<Ry&$TQoIWQ^OV6ejBr>+c=@bKW?VJK-1}7z"
    "2Op;~f$v4L3m!?xeX{oKz6rZ%_eA4$mpc0^&8`1~$C<D~>08Ki<yxn9vYO&iPN{LRP^juWV)T&|s)hO&*XcsLv&1Q=bn"
    "N(`as;FjFWJjsnr8VG$n*<WYhKCx%wg+j?*tnqV++H4RS-3Z*AzRb?t<Co0$m_#xpHjLb;@gr{?aF@Eb-@dDY_0uAqW("
    "}ze)NIFg~(tB1n?X`nT~=i5QVM@d=~_b;f!gw#-#M&atyG?NZ5W@oOS*7TP^D^96z7!a@17sYJKiEIu#nWGR+zAev0e&"
    "W|AAa5@Ff2Iquc8_HxjgL?NwYkVclq+i3k4wEMK$)8=WJ-nIC9dw8!-2m`+cdry%Z!_Ydd=<`VQe^<LX=iDcnkN"
)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of the page, in millimetres from its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


def positions() -> tuple[tuple[float, float], ...]:
    """The top left point of each mark: top left, top right, bottom right, bottom left."""
    right, bottom = PAGE_WIDTH - INSET - SIZE, PAGE_HEIGHT - INSET - SIZE
    return (INSET, INSET), (right, INSET), (right, bottom), (INSET, bottom)


def corners_of(corner: int) -> tuple[tuple[float, float], ...]:
    """The four points of a mark, clockwise from its top left."""
    x, y = positions()[corner]
    return (x, y), (x + SIZE, y), (x + SIZE, y + SIZE), (x, y + SIZE)


def black(code: int) -> list[Rectangle]:
    """Everything black of the four marks of a page; pieces side by side are one."""
    pieces = []
    for (left, top), mark_id in zip(positions(), codes.mark_ids(code), strict=True):
        for row, cells in enumerate(_rows(mark_id)):
            start = None
            for column, dark in enumerate([*cells, False]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    width = (column - start) * _CELL
                    pieces.append(Rectangle(left + start * _CELL, top + row * _CELL, width, _CELL))
                    start = None
    return pieces


def _rows(mark_id: int) -> list[list[bool]]:
    """A mark with its black border, True is black."""
    bits = _bits()[mark_id * _CELLS**2 : (mark_id + 1) * _CELLS**2]
    side = [True] * (_CELLS + 2)
    inner = [
        [True, *(bit == "0" for bit in bits[row * _CELLS : (row + 1) * _CELLS]), True]
        for row in range(_CELLS)
    ]
    return [side, *inner, side]


@cache
def _bits() -> str:
    return "".join(f"{byte:08b}" for byte in base64.b85decode(_PATTERNS))
