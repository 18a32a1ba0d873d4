"""How well words in pictures are read, by language: ``python -m bench.ocr``.

Drawn offers, one sentence each, in three sizes, dark on light, light on dark, and saved as a poor JPEG. The share of
signs that are read right (1 - edit distance / signs, without spaces). Needs the Noto fonts for the scripts.
"""

import io
import subprocess
import time
from difflib import SequenceMatcher

from PIL import Image, ImageDraw, ImageFont

from lycaon.collect.ocr import read_words

LATIN, CJK = "NotoSans-Regular", "NotoSansCJK-Regular"
SENTENCES = {
    "en": ("Ivory bangle, antique, 120 EUR, pick up in London", LATIN),
    "fr": ("Statuette ancienne en ivoire d'éléphant, héritée, 200 €", LATIN),
    "de": ("Griechische Landschildkröten, Nachzucht, 80 € das Stück", LATIN),
    "nl": ("Vijf distelvinken te koop, ongeringd, 45 euro per stuk", LATIN),
    "pl": ("Żółw stepowy, samica, trzy lata, cena 350 zł, Łódź", LATIN),
    "cs": ("Prodám papouška šedého, ročník 2021, cena 12 000 Kč", LATIN),
    "tr": ("Saka kuşu satılık, ötücü, İstanbul, 900 TL", LATIN),
    "vi": ("Bán ngà voi nguyên khối, giá thương lượng, Hà Nội", LATIN),
    "zh": ("出售象牙手镯，老料，价格面议，广州", CJK),
    "ja": ("象牙の印鑑、未使用、送料込み三万円", CJK),
    "ko": ("상아 팔찌 판매합니다 서울 직거래", CJK),
    "ru": ("Продам бивень мамонта, 3 кг, Якутск, торг", LATIN),
    "el": ("Πωλούνται καρδερίνες, αρσενικές, 50 ευρώ", LATIN),
    "ar": ("للبيع ببغاء رمادي أفريقي عمره سنتان", "NotoSansArabic-Regular"),
    "th": ("ขายงาช้างแกะสลัก ราคาถูก", "NotoSansThai-Regular"),
}


def picture(words: str, *, size: int = 28, font: str = "", dark: bool = False, quality: int = 0) -> bytes:
    """Return a picture of some words; ``quality``: of a JPEG, 0 for PNG; ``font``: a file, "" for Pillow's own."""
    face = ImageFont.truetype(font, size) if font else ImageFont.load_default(size)
    ground, ink = ((25, 30, 35), (240, 240, 230)) if dark else ((250, 250, 245), (20, 20, 25))
    drawn = Image.new("RGB", (40 + int(face.getlength(words)), 4 * size), ground)
    ImageDraw.Draw(drawn).text((20, size), words, font=face, fill=ink)
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=quality) if quality else drawn.save(out, "PNG")
    return out.getvalue()


def right(words: str, read: str) -> float:
    """Return the share of signs that were read right; spaces do not count."""
    matcher = SequenceMatcher(None, "".join(words.split()), "".join(read.split()), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len("".join(words.split()))


def main() -> None:
    """Print the table."""
    known = subprocess.run(["fc-list", ":", "file"], capture_output=True, text=True, check=True).stdout.splitlines()
    spent = time.process_time()
    for language, (words, name) in SENTENCES.items():
        font = next(line.partition(":")[0] for line in known if f"/{name}." in line)
        kinds: dict[str, dict[str, int]] = {"40": {"size": 40}, "28": {"size": 28}, "18": {"size": 18}}
        kinds |= {"light on dark": {"size": 28, "dark": True}, "JPEG 30": {"size": 28, "quality": 30}}
        shown: list[str] = []
        for kind, how in kinds.items():
            read = read_words(picture(words, font=font, **how), "p")  # pyright: ignore[reportArgumentType]
            shown.append(f"{kind}: {right(words, read.text if read else ''):.2f} ({read.least if read else 0} %)")
        print(language, "  ".join(shown), flush=True)
    print(f"{(time.process_time() - spent) / (5 * len(SENTENCES)):.2f} s of processor a picture")


if __name__ == "__main__":
    main()
