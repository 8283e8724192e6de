"""Photographs of signed sheets, made from our own PDF and stored seeds.

The sheet is printed once in a process. People then tick, cross, scribble and sign on it with pens of
several colours; what they did is the truth that reading is measured against. Last it is photographed:
skewed, turned, folded, in bad light, out of focus, with noise, and packed as JPEG.
"""

import functools
import math
import random
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pypdfium2

from courses.workshops import sheets
from courses.workshops.scanning import codes
from courses.workshops.scanning.marks import PAGE_HEIGHT, PAGE_WIDTH, Rectangle
from courses.workshops.scanning.shapes import PrintedLine
from tests.factories import NAMES

SERIAL = 123456
PEOPLE = 29
#: Points a millimetre of the rendered paper.
DENSITY = 7

PENS = {
    "blue": ((150, 60, 25), 0.45),
    "dark blue": ((110, 40, 30), 0.6),
    "black": ((45, 40, 40), 0.5),
    "thick": ((60, 50, 45), 0.8),
    "fine": ((90, 60, 50), 0.35),
    "red": ((50, 45, 190), 0.5),
    "pencil": ((115, 115, 115), 0.5),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """How a page was filled in and photographed. Angles in degrees, lengths in millimetres."""

    name: str
    seed: int
    page: int = 1
    turn: float = 0.0
    skew: float = 0.03
    #: Points a millimetre in the picture.
    density: float = 5.0
    #: Standard deviation of the blur, in points of the picture.
    blur: float = 0.6
    #: The same along one direction: a moving hand.
    shake: float = 0.0
    noise: float = 3.0
    #: Brightness of white paper, 0 to 1, and how much darker the far side is.
    light: float = 0.92
    shadow: float = 0.0
    #: A shadow with an edge across the sheet, as of a hand or a phone.
    edge: float = 0.0
    yellow: float = 0.0
    fold: float = 0.0
    curl: float = 0.0
    quality: int = 85
    pen: str = ""
    table: str = "wood"
    #: Chances that a box is ticked; of those, filled in afterwards.
    ticked: float = 0.7
    taken_back: float = 0.08
    #: Things done to the sheet that boxes do not show.
    coffee: bool = False
    wild: bool = False


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture, with what is true of each page: code -> line -> verdict."""

    content: bytes
    truth: dict[int, dict[int, str]]


@functools.cache
def printed() -> tuple[list[np.ndarray], list[list[sheets.PlacedLine]]]:
    """The pages of a sheet as they leave the printer, and where their lines lie."""
    words = sheets.Words
    lines = []
    for number in range(1, PEOPLE + 7):
        given_lo, family_lo, given, family = NAMES[number % len(NAMES)]
        if number > PEOPLE:
            lines.append(sheets.SheetLine(number=number))
            continue
        lines.append(
            sheets.SheetLine(
                number=number,
                name=words(f"ທ່ານ {given_lo} {family_lo}", f"Mr {given} {family}"),
                gender="ຊ / M",
                organisation=words("ກະຊວງການຕ່າງປະເທດ", "Ministry of Foreign Affairs"),
                position=words("ວິຊາການ", "Technical Officer"),
                registration_id=1000 + number,
            )
        )
    sheet = sheets.SignInSheet(
        code="MICIC-SAMPLE",
        title=words("ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ", "Migrants in Countries in Crisis"),
        programme=words("ໂຄງການຕົວຢ່າງ", "Sample programme"),
        donor=words("ກອງທຶນຕົວຢ່າງ", "Sample Fund"),
        organisers=(words("ກະຊວງການຕ່າງປະເທດ", "Ministry of Foreign Affairs"),),
        venue=words("ຫ້ອງປະຊຸມ", "Meeting room"),
        day=words("ວັນພຸດ, 19 ມິຖຸນາ 2024", "Wednesday 19 June 2024"),
        part=words("ພາກເຊົ້າ", "Morning (AM)"),
        time="08:30-12:00",
        session_title=words("", ""),
        lines=tuple(lines),
        with_phone=False,
        session_id=77,
    )
    document = sheets.lay_out_sheet(
        sheet, reference=codes.reference(SERIAL), address="https://training.example.la/lo/scans/"
    )
    placed = sheets.placed_lines(sheet, document)
    paper = pypdfium2.PdfDocument(sheets.write_sheet(document, serial=SERIAL))
    pages = [
        cv2.cvtColor(page.render(scale=DENSITY * 25.4 / 72).to_numpy(), cv2.COLOR_RGB2BGR)
        if page.render(scale=0.1).to_numpy().shape[2] == 3
        else page.render(scale=DENSITY * 25.4 / 72).to_numpy()[:, :, :3]
        for page in paper
    ]
    return pages, placed


def layouts() -> dict[int, list[PrintedLine]]:
    """Where the lines of each page were printed, by the page's code."""
    _pages, placed = printed()
    return {
        codes.page_code(SERIAL, index): [
            PrintedLine(line.line, Rectangle(*line.box), Rectangle(*line.signature))
            for line in lines
        ]
        for index, lines in enumerate(placed)
    }


# --- People with pens -------------------------------------------------------------------------


class Hand:
    """Somebody who writes on a page."""

    def __init__(self, page: np.ndarray, chance: random.Random) -> None:
        self.page = page
        self.chance = chance

    def stroke(self, points: list[tuple[float, float]], pen: str, closed: bool = False) -> None:
        """A line through points in millimetres; hands are never quite straight."""
        colour, width = PENS[pen]
        tremble = [
            (x + self.chance.gauss(0, 0.06), y + self.chance.gauss(0, 0.06)) for x, y in points
        ]
        fixed = (np.array(tremble) * DENSITY * 16).round().astype(np.int32)
        colour = tuple(max(0, min(255, part + self.chance.randint(-15, 15))) for part in colour)
        thickness = max(1, round(width * self.chance.uniform(0.85, 1.2) * DENSITY))
        cv2.polylines(self.page, [fixed], closed, colour, thickness, cv2.LINE_AA, 4)

    def curve(self, start, middle, end, pen: str) -> None:
        """A bent stroke."""
        self.stroke(
            [
                tuple(
                    (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
                    for a, b, c in zip(start, middle, end, strict=True)
                )
                for t in np.linspace(0, 1, 14)
            ],
            pen,
        )

    def tick(self, box: Rectangle, pen: str, wild: bool) -> None:
        (x, y), side, of = (box.x, box.y), box.width, self.chance.uniform
        size = of(0.75, 1.5) if wild else of(0.6, 1.05)
        left = x + side * of(0.1, 0.3)
        top = y + side * of(0.35, 0.6)
        foot = (left + side * 0.25 * size, y + side * of(0.75, 0.98))
        tip = (foot[0] + side * 0.55 * size, y + side * (1 - 0.95 * size))
        self.curve((left, top), ((left + foot[0]) / 2, foot[1] - 0.5), foot, pen)
        self.curve(foot, (foot[0] + side * 0.15, y + side * 0.4), tip, pen)

    def cross(self, box: Rectangle, pen: str, wild: bool) -> None:
        of, side = self.chance.uniform, box.width
        out = side * (of(-0.2, 0.1) if wild else of(0.05, 0.25))
        low, high = out, side - out
        self.stroke([(box.x + low, box.y + low), (box.x + high, box.y + high)], pen)
        self.stroke([(box.x + high, box.y + low), (box.x + low, box.y + high)], pen)

    def slash(self, box: Rectangle, pen: str, wild: bool) -> None:
        of, side = self.chance.uniform, box.width
        self.curve(
            (box.x + side * of(0.1, 0.3), box.y + side * of(0.7, 0.95)),
            (box.x + side * 0.5, box.y + side * of(0.4, 0.6)),
            (box.x + side * of(0.75, 1.0), box.y + side * of(0.05, 0.3)),
            pen,
        )

    def fill(self, box: Rectangle, pen: str) -> None:
        """Fill a box as the sheet asks for."""
        self._zigzag(box, pen, self.chance.uniform(0.3, 0.55) * PENS[pen][1] / 0.5)
        if self.chance.random() < 0.6:
            self._zigzag(box, pen, 0.5 * PENS[pen][1] / 0.5, upright=True)

    def scribble(self, box: Rectangle, pen: str) -> None:
        """Cross out as people do who have not read what the sheet asks for."""
        self._zigzag(box, pen, self.chance.uniform(0.7, 1.1), upright=self.chance.random() < 0.5)

    def strike(self, box: Rectangle, pen: str) -> None:
        """Strike out a tick with lines that go on beyond the box."""
        for share in (0.35, 0.62):
            y = box.y + box.width * share
            self.stroke(
                [(box.x - 2.6, y), (box.x + 3, y + 0.3), (box.x + box.width + 2.6, y - 0.2)], pen
            )

    def _zigzag(self, box: Rectangle, pen: str, step: float, upright: bool = False) -> None:
        side, points, at = box.width, [], 0.15
        while at < side - 0.1:
            inset = self.chance.uniform(0.1, 0.5)
            points += [(inset, at), (side - inset, at + step / 2)]
            at += step
        if upright:
            points = [(y, x) for x, y in points]
        self.stroke([(box.x + x, box.y + y) for x, y in points], pen)

    def sign(self, cell: Rectangle, pen: str, wild: bool) -> None:
        """A signature; those of busy people run over the edge."""
        of = self.chance.uniform
        x = cell.x + (of(-9, 4) if wild else of(2, 6))
        width = of(22, min(46, cell.width)) * (1.2 if wild else 1.0)
        middle, height = cell.y + cell.height / 2, cell.height * (of(0.5, 0.95) if wild else 0.35)
        points, steps = [], 60
        waves, phase = of(4, 8), of(0, 6)
        for step in range(steps):
            t = step / steps
            swing = math.sin(t * waves * 2 * math.pi + phase) * height * (1 - 0.6 * t)
            points.append((x + width * t + 1.6 * math.sin(t * 40), middle + swing * of(0.7, 1.0)))
        self.stroke(points, pen)
        if self.chance.random() < 0.5:
            self.curve((x, middle + 2), (x + width / 2, middle + 4.5), (x + width, middle + 1), pen)

    def write_name(self, cell: Rectangle, pen: str) -> None:
        """Letters of somebody who was not on the list."""
        x = 38.0
        while x < 85:
            self.curve(
                (x, cell.y + 8),
                (x + 1, cell.y + self.chance.uniform(2, 5)),
                (x + 2, cell.y + 8),
                pen,
            )
            x += self.chance.uniform(2.0, 3.2)


def fill_in(scene: Scene) -> tuple[np.ndarray, dict[int, str]]:
    """The page after people had it, and what they did to each box."""
    pages, placed = printed()
    page, chance = pages[scene.page].copy(), random.Random(scene.seed)
    hand, truth = Hand(page, chance), {}
    if scene.coffee:
        centre = (round(60 * DENSITY), round(90 * DENSITY))
        stain = page.copy()
        cv2.circle(stain, centre, 34 * DENSITY, (140, 175, 205), 4 * DENSITY, cv2.LINE_AA)
        page[:] = np.minimum(page, cv2.GaussianBlur(stain, (0, 0), DENSITY))
    for line in placed[scene.page]:
        box, cell = Rectangle(*line.box), Rectangle(*line.signature)
        pen = scene.pen or chance.choice(list(PENS))
        truth[line.line] = "empty"
        if line.registration is None and chance.random() < 0.6:
            continue
        if chance.random() < scene.ticked:
            draw = chance.choice([hand.tick, hand.tick, hand.tick, hand.cross, hand.slash])
            draw(box, pen, scene.wild)
            truth[line.line] = "marked"
            if chance.random() < scene.taken_back:
                chance.choice([hand.fill, hand.fill, hand.scribble, hand.strike])(box, pen)
                truth[line.line] = "crossed_out"
            else:
                hand.sign(cell, pen, scene.wild)
            if line.registration is None:
                hand.write_name(Rectangle(*line.row), pen)
    return page, truth


# --- Cameras ----------------------------------------------------------------------------------


def _bend(page: np.ndarray, scene: Scene) -> np.ndarray:
    """A sheet that was folded, or that does not lie flat."""
    if not (scene.fold or scene.curl):
        return page
    height, width = page.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = columns / width, rows / height
    # Where each point of the picture comes from on the flat page.
    crease = 0.5
    past = np.maximum(v - crease, 0)
    source_y = rows + scene.fold * DENSITY * (past / (1 - crease)) * np.where(v > crease, 1, 0)
    source_y = source_y - scene.fold * DENSITY * (v**2)
    source_x = (
        columns + scene.curl * DENSITY * np.sin(np.pi * v) + scene.fold * DENSITY * 0.3 * past
    )
    source_y = source_y + scene.curl * DENSITY * 0.7 * np.sin(np.pi * u)
    bent = cv2.remap(
        page,
        source_x.astype(np.float32),
        source_y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    if scene.fold:
        shade = np.where(v > crease, 0.82, 1.0) - 0.12 * np.exp(-(((v - crease) * 120) ** 2))
        bent *= shade[:, :, None]
    return np.clip(bent, 0, 255).astype(np.uint8)


def _table(shape: tuple[int, int], kind: str, noise: np.random.Generator) -> np.ndarray:
    height, width = shape
    base = {"wood": (70, 105, 150), "white": (222, 226, 228), "dark": (38, 36, 35)}[kind]
    grain = noise.normal(0, 9, (height // 8 + 1, 6)).astype(np.float32)
    grain = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(np.array(base, np.float32) + grain[:, :, None], 0, 255)


def _place(scene: Scene, chance: random.Random, size, centre) -> np.ndarray:
    """From the rendered page to the picture: turned, and seen from the side."""
    half_w, half_h = PAGE_WIDTH / 2 * scene.density, PAGE_HEIGHT / 2 * scene.density
    angle = math.radians(scene.turn + chance.uniform(-1.5, 1.5))
    corners = []
    for x, y in ((-half_w, -half_h), (half_w, -half_h), (half_w, half_h), (-half_w, half_h)):
        x *= 1 + chance.uniform(-scene.skew, scene.skew)
        y *= 1 + chance.uniform(-scene.skew, scene.skew)
        corners.append(
            (
                centre[0] + x * math.cos(angle) - y * math.sin(angle),
                centre[1] + x * math.sin(angle) + y * math.cos(angle),
            )
        )
    height, width = size
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return cv2.getPerspectiveTransform(source, np.array(corners, np.float32))


def photograph(*scenes: Scene, cut: float = 0.0) -> Photograph:
    """One picture of one or more pages, side by side. The first scene says how the camera was held;
    ``cut`` leaves that share of the width of the picture out, at the left."""
    scene = scenes[0]
    chance = random.Random(scene.seed * 7 + 1)
    noise = np.random.default_rng(scene.seed)
    long = math.radians(scene.turn)
    reach_x = abs(PAGE_WIDTH * math.cos(long)) + abs(PAGE_HEIGHT * math.sin(long))
    reach_y = abs(PAGE_WIDTH * math.sin(long)) + abs(PAGE_HEIGHT * math.cos(long))
    step = (reach_y + 12) * scene.density
    width = round((reach_x * 1.08 + 16) * scene.density)
    height = round((reach_y * 1.08 + 4) * scene.density + step * (len(scenes) - 1))
    picture = _table((height, width), scene.table, noise)
    truth = {}
    for index, one in enumerate(scenes):
        page, said = fill_in(one)
        truth[codes.page_code(SERIAL, one.page)] = said
        page = _bend(page, scene)
        centre = (width / 2, reach_y * 0.54 * scene.density + 8 + index * step)
        matrix = _place(replace(scene, turn=one.turn), chance, page.shape[:2], centre)
        small = page
        mask = cv2.warpPerspective(np.full(page.shape[:2], 255, np.uint8), matrix, (width, height))
        laid = cv2.warpPerspective(
            small, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        share = (mask.astype(np.float32) / 255)[:, :, None]
        picture = picture * (1 - share) + laid * share
    picture = _light(picture, scene, chance)
    if scene.blur:
        picture = cv2.GaussianBlur(picture, (0, 0), scene.blur)
    if scene.shake:
        length = max(3, round(scene.shake))
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, length // 2), (length - 1, length // 3), 1.0)
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    picture = picture + noise.normal(0, scene.noise, picture.shape).astype(np.float32)
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    if cut:
        picture = picture[:, round(cut * width) :]
    _done, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, scene.quality])
    return Photograph(content.tobytes(), truth)


def _light(picture: np.ndarray, scene: Scene, chance: random.Random) -> np.ndarray:
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    direction = chance.uniform(0, 2 * math.pi)
    along = (
        (columns / width - 0.5) * math.cos(direction) + (rows / height - 0.5) * math.sin(direction)
    ) + 0.5
    light = scene.light * (1 - scene.shadow * np.clip(along, 0, 1))
    if scene.edge:
        shadow = 1 / (1 + np.exp(-(along - chance.uniform(0.35, 0.65)) * width / 40))
        light = light * (1 - scene.edge * shadow)
    tint = np.array([1 - scene.yellow, 1 - 0.3 * scene.yellow, 1.0], np.float32)
    return picture.astype(np.float32) * light[:, :, None] * tint
