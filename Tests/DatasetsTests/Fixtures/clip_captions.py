"""Random captions of many kinds, and what the published pipeline makes of them.

    python clip_captions.py VOCABULARY.txt.gz OUTPUT.json CAPTIONS_PER_KIND [SEED]

Writes a list of {kind, caption, text, ids}. `text` is the cleaned caption: `ftfy.fix_text`, `html.unescape` twice, white
space collapsed, lower case. `ids` are its byte-pair encoding with the vocabulary of IRRA and RDE, without start and end.
"""

import gzip
import html
import html.entities
import json
import random
import re
import sys
import unicodedata

import ftfy
import ftfy.bad_codecs  # registers the "sloppy" encodings
import regex

# --- The pipeline


class Pipeline:
    WORD = regex.compile(
        r"<\|startoftext\|>|<\|mask\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
        regex.IGNORECASE,
    )
    SPECIAL = {"<|mask|>": 49405, "<|startoftext|>": 49406, "<|endoftext|>": 49407}

    def __init__(self, vocabulary):
        printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
        others = [byte for byte in range(256) if byte not in printable]
        self.names = {byte: chr(byte) for byte in printable} | {b: chr(256 + i) for i, b in enumerate(others)}
        merges = [tuple(line.split()) for line in gzip.open(vocabulary, "rt", encoding="utf-8")][1:48894]
        symbols = [*self.names.values()]
        symbols += [name + "</w>" for name in symbols] + ["".join(merge) for merge in merges]
        self.ids = {symbol: number for number, symbol in enumerate(symbols)}
        self.priorities = {merge: number for number, merge in enumerate(merges)}

    def text(self, caption):
        cleaned = html.unescape(html.unescape(ftfy.fix_text(caption)))
        return re.sub(r"\s+", " ", cleaned).strip().lower()

    def encode(self, text):
        return [number for word in self.WORD.findall(text) for number in self.word(word)]

    def word(self, word):
        if word in self.SPECIAL:
            return [self.SPECIAL[word]]
        symbols = [self.names[byte] for byte in word.encode()]
        symbols[-1] += "</w>"
        while True:
            pairs = set(zip(symbols, symbols[1:])) & self.priorities.keys()
            if not pairs:
                return [self.ids[symbol] for symbol in symbols]
            first = min(pairs, key=self.priorities.get)
            position = 0
            while position < len(symbols) - 1:
                if (symbols[position], symbols[position + 1]) == first:
                    symbols[position : position + 2] = ["".join(first)]
                position += 1


# --- The captions

ENGLISH = """A man with short black hair is wearing a grey and white striped T-shirt, dark blue jeans and red sneakers. The
woman's carrying a brown leather handbag over her left shoulder; she isn't looking at the camera and they're walking. He's
holding a mobile phone (white) #42 50% 3/4-length XXL "Nike" e-mail I'd we'll you've I'm 'Twas""".split()
SCRIPTS = {
    "Chinese": "一个 穿着 白色 衬衫 的 男人 正在 走路 黑色 龍 飞 、 。 「裙子」 ， ！",
    "Japanese": "男性 は 黒い ジャケット を 着て いる ｶﾞｷﾞｸﾞ ﾊﾟﾋﾟ スカート 、 ー ヴ か\u3099",
    "Korean": "남자 는 검은색 재킷 을 입고 있다 \u1112\u1161\u11ab ﾡ ￂ",
    "Arabic": "رجل يرتدي قميصا أبيض وسروالا أسود مُحَمَّد ٣٤ ؟ ،",
    "Hebrew": "איש לובש חולצה לבנה שָׁלוֹם ומכנסיים",
    "Hindi": "एक आदमी काले बालों वाला सफेद कमीज क़ ज़ड़ पहने हुए है । १२३",
    "Tamil": "ஒரு மனிதன் கருப்பு \u0bc6\u0bbe கொ சட்டை",
    "Thai": "ผู้ชาย ผมสั้น สวม เสื้อ สีขาว กางเกง น้ำ ที่ ๑๒๓",
    "Greek": "ΟΔΥΣΣΕΥΣ Ένας άντρας φοράει ΜΑΥΡΟΣ Σ ΑΣ. ΑΣ' ΣΑΣ-Α λευκό ΐ ΰ ᾳ ᾼ",
    "Cyrillic": "Мужчина в чёрной куртке и белых кроссовках идёт ЁЖ Їжак й и\u0306",
    "Turkish": "İSTANBUL Işık ıslak İ I ğüşiöç siyah CEKET DİYARBAKIR",
    "German": "STRAẞE Straße groß GROSS Mädchen trägt weiße Schuhe über fünf Äpfel",
    "French": "L'homme porte une veste à la mode où ça naïve œuvre cœur Œuvre été garçon Ã la",
    "Polish": "Mężczyzna w czarnej kurtce ŁÓDŹ żółć Čeština žluťoučký kůň ő ű",
    "Vietnamese": "Người đàn ông mặc áo trắng quần đen e\u0302\u0301 ệ",
}
EMOJI = """😀 👨‍👩‍👧 🇩🇪 🇺🇸 👍🏽 ❤️ ✔ ☃ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 1️⃣ ©️ 🧥 👗🏿 👩‍🦰 ™
🤷🏻‍♀️""".split()
MARKS = ["e\u0301", "e\u0301\u0301", "a\u030a", "o\u0302\u0323", "u\u0308\u0304", "\u0301a", "c\u0327", "q\u0307\u0323"]
MARKS += ["\u1e9b\u0323", "ﬁ\u0301", "\u212b", "\u2126", "\u1fef", "\u0340", "\u0958", "\u2adc"]
TYPOGRAPHY = "’ ‘ “ ” ‚ „ — – … · • ® © ° ´ ` ¨ × ÷ ½ ² £ € ¥ ¢ § ¶ « » ‹ › ¿ ¡ ± µ ª º ¬ ¯ ¦ ¤ ˆ ˜ † ‡ ‰ ƒ".split()
TYPOGRAPHY += ["\xa0", "\xad", "\u200b", "\u200d", "\u2009", "\u3000", "\u2028", "\u2029", "\u202f", "\ufeff"]
TYPOGRAPHY += "ʼ ‛ ‟ ′ ″ № ∞ ≠ Œ œ Š Ÿ Ž ž".split()
LIGATURES = "ﬁ ﬂ ﬀ ﬃ ﬄ ﬅ ﬆ Ĳ ĳ ŉ Ǳ ǲ ǳ Ǆ ǅ ǆ Ǉ ǈ ǉ Ǌ ǋ ǌ ſ 'ﬅ 'ſ Æ æ \u212a \u212b".split()
CONTROLS = [chr(number) for number in [*range(32), *range(0x7F, 0xA0), 0x206A, 0xFFF9, 0xFFFC, 0xFFFD, 0x200E, 0xE0001]]
CONTROLS += ["\r\n", "\x1b[31m", "\x1b[0;1m", "\x1b[٣m", "\x1b[", "\x1b\x01[1m", "\x1b[\x011m", "\x1b[1;"]
MARKUP = """&amp; &quot; &nbsp; &lt; &gt; &rsquo; &amp &copy &eacute; &EACUTE; &SZLIG; &nTILDE; &notit; &what; & &; &#; &#x;
&#12ab; &amp;amp;amp; &AMP <b> </b> <|mask|> <|MASK|> <|maſk|> <|startoftext|> <|endoftext|>""".split()
ENTITIES = sorted(html.entities.html5)
FULL_WIDTH = [chr(number) for number in range(0xFF01, 0xFFF0)]
ENCODINGS = ["latin-1", *(f"sloppy-windows-{number}" for number in (1252, 1251, 1250, 1253, 1254, 1257))]
ENCODINGS += ["iso-8859-2", "macroman", "cp437"]
MISREAD = sorted({bytes([byte]).decode(name) for name in ENCODINGS for byte in range(128, 256)} | set("abXYZ09 \n.,?!_"))
BLOCKS = [(0x80, 0x600), (0x900, 0x1100), (0x1E00, 0x2800), (0x2C00, 0x3200), (0xA640, 0xAB00), (0xFB00, 0xFE00)]
BLOCKS += [(0x10000, 0x10500), (0x1D400, 0x1D800), (0x1F300, 0x1FA00), (0x20000, 0x20100)]
ANY = [chr(number) for block in BLOCKS for number in range(*block)]
NOT_ENGLISH = [word for words in SCRIPTS.values() for word in words.split()] + TYPOGRAPHY + EMOJI + LIGATURES


class Captions:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def words(self, pool, most, least=1):
        return [self.random.choice(pool) for _ in range(self.random.randint(least, most))]

    def mixed(self, pool, rate=0.3):
        """English with words of a pool between, beside and inside its words."""
        words = self.words(ENGLISH, 22)
        for index, word in enumerate(words):
            if self.random.random() < rate:
                extra = self.random.choice(pool)
                place = self.random.randint(0, len(word))
                words[index] = self.random.choice([extra, word[:place] + extra + word[place:], f"{word} {extra}"])
        return self.random.choice([" "] * 8 + ["  ", "\t", "\n", " \xa0"]).join(words)

    def entity(self):
        name = self.random.choice(ENTITIES)
        number = self.random.choice([self.random.randint(0, 300), self.random.randint(127, 160), 0x2019, 0xD83D, 59, 38])
        number = self.random.choice([number, number, self.random.randint(0, 0x110010)])
        end = self.random.choice(["", ";"])
        forms = [f"&{name}", f"&{name.rstrip(';').upper()}{end}", f"&#{number}{end}", f"&#x{number:x}{end}"]
        text = self.random.choice([*forms, f"&#X{number:X}{end}", self.random.choice(MARKUP)])
        return text.replace("&", self.random.choice(["&"] * 6 + ["&amp;", "&amp;amp;"]))

    def garbled(self, text, encodings=ENCODINGS[:2] * 4 + ENCODINGS):
        data = text.encode("utf-8", "surrogatepass")
        try:
            return data.decode(self.random.choice(encodings))
        except UnicodeDecodeError:
            return data.decode("latin-1")

    def lossy(self, text):
        losses = ["\ufffd", "?", " ", "\x1a"]
        lost = lambda c: c > "\x7f" and self.random.random() < (0.7 if c == "\xa0" else 0.15)
        return "".join((" " if c == "\xa0" else self.random.choice(losses)) if lost(c) else c for c in text)

    def kinds(self):
        join = lambda pool, most, least=1: "".join(self.words(pool, most, least))
        kinds = {
            "English": lambda: self.mixed(["."], 0),
            "typography": lambda: self.mixed(TYPOGRAPHY),
            "emoji": lambda: self.mixed(EMOJI),
            "combining marks": lambda: self.mixed(MARKS),
            "entities": lambda: self.mixed([self.entity() for _ in range(8)]),
            "ligatures": lambda: self.mixed(LIGATURES),
            "full width": lambda: self.mixed(FULL_WIDTH),
            "controls": lambda: self.mixed(CONTROLS),
            "mojibake, whole": lambda: self.garbled(self.mixed(NOT_ENGLISH)),
            "mojibake, twice": lambda: self.garbled(self.garbled(self.mixed(NOT_ENGLISH)), ENCODINGS[:2]),
            "mojibake, scripts": lambda: self.garbled(" ".join(self.random.choice([*SCRIPTS.values()]).split()[:9])),
            "mojibake, parts": lambda: self.mixed([self.garbled(word) for word in self.words(NOT_ENGLISH, 5)]),
            "mojibake, lossy": lambda: self.lossy(self.garbled(self.mixed(NOT_ENGLISH))),
            "mojibake, surrogates": lambda: self.garbled(self.mixed(["\ud83d\ude00", "\ud83d", "é", "\udc00"])),
            "mojibake, noise": lambda: self.mixed([join(MISREAD, 5) for _ in range(5)]),
            "any characters": lambda: self.mixed([join(ANY, 3) for _ in range(6)]),
            "long words": lambda: self.mixed(["x" * 300, join("abcdefghijklmnopqrstuvwxyz", 300), "!" * 99, "日本" * 80]),
            "long captions": lambda: " ".join(self.mixed(TYPOGRAPHY, 0.05) for _ in range(8)),
            "blank": lambda: join([" ", "\n", "\t", "\xa0", "\u3000", "\x01", "\u200b", "&nbsp;", "\ufeff", "\x85"], 4, 0),
        }
        for name, words in SCRIPTS.items():
            kinds[name] = lambda pool=words.split(): self.mixed(pool, self.random.choice([0.3, 1]))
        return kinds


def main(vocabulary, output, count, seed="7"):
    pipeline = Pipeline(vocabulary)
    cases = []
    for kind, make in Captions(int(seed)).kinds().items():
        for _ in range(int(count)):
            text = None
            # Whether code points without a character are letters is another matter in each version of `regex`.
            while text is None or any(unicodedata.category(character) == "Cn" for character in text):
                caption = make().encode("utf-8", "replace").decode()
                text = pipeline.text(caption)
            cases.append({"kind": kind, "caption": caption, "text": text, "ids": pipeline.encode(text)})
    with open(output, "w") as file:
        json.dump(cases, file)


main(*sys.argv[1:])
