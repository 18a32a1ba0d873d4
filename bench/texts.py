"""Invented listings for the timings: the words of markets in many languages, with names strewn in.

They are made to cost what real ones cost (script, length, how many different words, how often a name), not to
be read. Everything follows from the seed.
"""

import random
from collections.abc import Iterator, Sequence

MARKET_WORDS = {
    "en": "for sale brand new used very good condition price negotiable collect only cash on delivery the and with "
    "from our home please call message me only serious buyers no time wasters shipping available large small old "
    "antique vintage beautiful rare healthy young male female pair leather bag shoes phone charger sofa table car",
    "de": "zu verkaufen neu gebraucht sehr guter Zustand Preis Verhandlungsbasis nur Abholung und mit aus unserem "
    "Haushalt bitte melden größe schöne seltene alte für Liebhaber Versand möglich Tisch Stühle Fahrrad günstig",
    "fr": "à vendre neuf occasion très bon état prix à débattre remise en main propre uniquement et avec de la notre "
    "maison merci d'appeler beau rare ancien pour collectionneur envoi possible été déjà là où canapé vélo",
    "nl": "te koop nieuw gebruikt in zeer goede staat prijs in overleg alleen ophalen en met uit ons huis graag bellen "
    "mooie zeldzame oude voor liefhebber verzenden mogelijk fiets bank tafel één categorieën",
    "es": "se vende nuevo usado muy buen estado precio negociable solo recogida en mano y con de nuestra casa llámame "
    "hermoso raro antiguo para coleccionista envío disponible niño años sofá teléfono",
    "it": "vendo nuovo usato ottimo stato prezzo trattabile ritiro a mano solo e con della nostra casa bello raro "
    "antico per collezionisti spedizione possibile perché più città divano tavolo",
    "pl": "sprzedam nowy używany bardzo dobry stan cena do negocjacji tylko odbiór osobisty i z naszego domu piękny "
    "rzadki stary dla kolekcjonera wysyłka możliwa łóżko stół również źródło dzięki",
    "ru": "продам новый б у очень хорошее состояние цена договорная только самовывоз и с из нашего дома звоните "
    "красивый редкий старинный для коллекционера доставка возможна диван стол ещё телефон срочно",
    "uk": "продам новий вживаний дуже добрий стан ціна договірна тільки самовивіз і з нашого будинку телефонуйте "
    "гарний рідкісний старовинний для колекціонера доставка можлива її їжа",
    "tr": "satılık yeni ikinci el çok iyi durumda fiyat pazarlık olur sadece elden teslim ve ile evimizden lütfen "
    "arayın güzel nadir eski koleksiyoncu için kargo mümkün şöyle ığdır",
    "vi": "cần bán mới đã qua sử dụng rất tốt giá thương lượng chỉ nhận trực tiếp và với của nhà chúng tôi vui lòng "
    "gọi đẹp hiếm cổ cho người sưu tầm giao hàng điện thoại",
    "id": "dijual baru bekas kondisi sangat baik harga nego hanya ambil di tempat dan dengan dari rumah kami silakan "
    "hubungi indah langka antik untuk kolektor bisa kirim",
    "ar": "للبيع جديد مستعمل حالة ممتازة السعر قابل للتفاوض الاستلام فقط و مع من بيتنا يرجى الاتصال جميل نادر قديم "
    "لهواة الجمع التوصيل ممكن الهاتف",
    "zh": "出售 全新 二手 成色很好 价格可议 仅限自提 家里自用 "
    "请联系 漂亮 稀有 古董 收藏家 可以发货 微信 电话 包邮 转让",
    "ja": "売ります 新品 中古 とても良い状態です 値段交渉可 引き取り限定 "
    "自宅で使用 ご連絡ください 美しい 珍しい 骨董品 発送可能 サイズ",
    "th": "ขาย ใหม่ มือสอง สภาพดีมาก ราคาต่อรองได้ รับเองเท่านั้น และ กับ จากบ้านเรา กรุณาโทร สวย หายาก ของเก่า จัดส่งได้",
    "hi": "बिक्री के लिए नया पुराना बहुत अच्छी हालत कीमत बातचीत योग्य केवल नकद और साथ हमारे घर कृपया कॉल करें सुंदर दुर्लभ",
    "ko": "판매합니다 새것 중고 아주 좋은 상태 가격 조정 가능 직거래만 "
    "그리고 우리 집에서 연락 주세요 아름다운 희귀한 골동품 배송",
}
ENGLISH_SHARE = 0.45
NAME_SHARE = 0.10
MEAN_CHARACTERS = 330

_SYLLABLES = {
    "ru": "ка ро ми ста пре ло не ви ту со".split(),
    "uk": "ка ро мі ста пре ло не ви ту со".split(),
    "ar": "با تا سي مو كر لا نو دي".split(),
}
_LATIN = "ba ro mi sta pre lo ne vi tu so ken dal fer gu ha".split()
_GENERA = frozenset({"gulo", "mitu"})
"""Words of those syllables that are the wolverine and the curassows to a reader who knows them."""
_WITHOUT_SPACES = ("zh", "ja", "th")


def listings(
    number: int,
    names: Sequence[str],
    *,
    seed: int = 1,
    mean_characters: float = MEAN_CHARACTERS,
    name_share: float = NAME_SHARE,
) -> Iterator[str]:
    """Yield ``number`` listings; ``name_share`` of them hold one or two of ``names``."""
    chance = random.Random(seed)
    languages = [code for code in MARKET_WORDS if code != "en"]
    vocabularies = {code: words.split() for code, words in MARKET_WORDS.items()}
    for _ in range(number):
        code = "en" if chance.random() < ENGLISH_SHARE else chance.choice(languages)
        length = max(20, chance.lognormvariate(0, 0.6) / 1.2 * mean_characters)
        words = list(_words(chance, code, vocabularies[code], length))
        if names and chance.random() < name_share:
            for _ in range(chance.choice((1, 1, 2))):
                words.insert(chance.randrange(len(words)), f" {chance.choice(names)} ")
        yield ("" if code in _WITHOUT_SPACES else " ").join(words)


def _words(chance: random.Random, code: str, vocabulary: Sequence[str], length: float) -> Iterator[str]:
    characters = 0
    while characters < length:
        word = _word(chance, code, vocabulary)
        characters += len(word) + 1
        yield word


def _word(chance: random.Random, code: str, vocabulary: Sequence[str]) -> str:
    draw = chance.random()
    if draw < 0.06:
        return chance.choice(
            (f"{chance.randrange(2000)}€", f"06{chance.randrange(10**8)}", f"{chance.randrange(99)}x", "!!!", "- ")
        )
    if draw < 0.30 and code not in (*_WITHOUT_SPACES, "hi", "ko"):
        syllables = _SYLLABLES.get(code, _LATIN)
        invented = "".join(chance.choices(syllables, k=chance.randint(2, 4)))
        return invented + "n" * (invented in _GENERA)
    word = chance.choice(vocabulary)
    return word.capitalize() if draw > 0.85 else word + "," * (draw > 0.78)
