"""Invented given and family names, Lao and Latin; any likeness to a real person is chance."""

WOMEN = [
    ("ແກ້ວມະນີ", "Keomany"), ("ດວງໃຈ", "Duangchai"), ("ນ້ຳຝົນ", "Namfon"), ("ມະນີວັນ", "Manivanh"),
    ("ສຸພາພອນ", "Souphaphone"), ("ວັນນິດາ", "Vannida"), ("ພອນສະຫວັນ", "Phonesavanh"),
    ("ຈັນທະມາລີ", "Chanthamaly"), ("ເກດສະໜາ", "Ketsana"), ("ບົວແກ້ວ", "Bouakeo"), ("ລັດສະໝີ", "Latsamy"),
    ("ສຸກສາຄອນ", "Souksakhone"), ("ທິບພະຈັນ", "Thipphachanh"), ("ອຳພອນ", "Amphone"),
    ("ໂສພາ", "Sopha"), ("ໄພວັນ", "Phayvanh"), ("ນາງຄຳ", "Nangkham"), ("ວຽງສະໄໝ", "Viengsamay"),
    ("ເພັດດາວອນ", "Phetdavone"), ("ຫຼ້ານ້ອຍ", "Lanoy"), ("ມະໂນລົມ", "Manolom"), ("ຄຳແພງ", "Khampheng"),
]  # fmt: skip

MEN = [
    ("ຄຳຫຼ້າ", "Khamla"), ("ບຸນມີ", "Bounmy"), ("ໄຊຍະ", "Xaiya"), ("ເພັດສະໝອນ", "Phetsamone"),
    ("ສົມບັດ", "Sombath"), ("ວິໄລ", "Vilay"), ("ທອງຈັນ", "Thongchanh"), ("ສີວິໄລ", "Sivilay"),
    ("ບຸນທັນ", "Bounthanh"), ("ຄຳພູ", "Khamphou"), ("ສຸລິຍາ", "Souliya"), ("ອຸດອນ", "Oudone"),
    ("ພູວົງ", "Phouvong"), ("ໂພໄຊ", "Phoxay"), ("ຈັນສະໝອນ", "Chansamone"), ("ແສງອາລຸນ", "Sengaloun"),
    ("ເຂັມພອນ", "Khemphone"), ("ວຽງໄຊ", "Viengxay"), ("ນິຍົມ", "Niyom"), ("ພົງສະຫວັນ", "Phongsavanh"),
    ("ອານຸສອນ", "Anousone"), ("ທະວີສັກ", "Thavisack"), ("ກິດຕິພົງ", "Kittiphong"), ("ສີທອນ", "Sithone"),
    ("ຄຳຜຸຍ", "Khamphouy"), ("ມິດຕະພາບ", "Mittaphap"), ("ແດນຊະນະ", "Daenxana"), ("ວັດທະນາ", "Vatthana"),
]  # fmt: skip

FAMILIES = [
    ("ສີສຸວັນ", "Sisouvanh"), ("ພົມມະຈັນ", "Phommachanh"), ("ແສງດາລາ", "Sengdala"), ("ວົງສາ", "Vongsa"),
    ("ອິນທະວົງ", "Inthavong"), ("ຈັນທະລາ", "Chanthala"), ("ລາດຊະວົງ", "Latsavong"),
    ("ສຸກສະຫວັດ", "Souksavath"), ("ໄຊຍະວົງ", "Xayavong"), ("ພົນເສນາ", "Phonsena"), ("ຫຼວງລາດ", "Luanglath"),
    ("ບຸບຜາວັນ", "Bouphavanh"), ("ທຳມະວົງ", "Thammavong"), ("ສີປະເສີດ", "Sipaseuth"),
    ("ແກ້ວວິໄລ", "Keovilay"), ("ນໍລະສິງ", "Norasing"), ("ວິລະວົງ", "Vilavong"), ("ດວງມາລາ", "Duangmala"),
    ("ຄູນສະຫວັນ", "Khounsavanh"), ("ພັນທະວົງ", "Phanthavong"), ("ມະນີຈັນ", "Manichanh"),
    ("ສິງຫາລາດ", "Singhalath"), ("ອ່ອນສີ", "Onesy"), ("ຈິດຕະພອນ", "Chittaphone"),
]  # fmt: skip
