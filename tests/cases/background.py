"""Other articles of a language, made from templates, so that a corpus has learnt which word pairs everybody uses."""

import random

ENGLISH = {
    "who": "the council|the harbour office|the ministry of transport|the county court|the fire brigade|the chamber of commerce|the school board|"
           "the weather service|the fishermen's union|the museum|the railway|the hospital|the water board|the bishop|the grid company".split("|"),
    "person": "Nils Aker|Greta Lund|Jonas Falk|Tove Ahl|Carl Brandt|Birgit Moe|Pavel Oster|Ida Strand|Tomas Reuss|Lars Dahl|Anna Berg|Otto Ruud".split("|"),
    "thing": "a new pier|the old mill|the winter timetable|a sewage plant|the town archive|the ferry terminal|a cycle path|the swimming hall|"
             "a fish auction|the radio mast|a kindergarten|the cemetery wall|a wind turbine|the market roof|a nature reserve".split("|"),
    "place": "Halmsted|Varra|Torvik|Lund Bay|Ostby|Skerrow|Elmsley|Fjaere|Brenn|Anholm|Merrow|Saltmere".split("|"),
    "did": "opened|closed|inspected|rejected|praised|sold|rebuilt|surveyed|postponed|announced|defended|criticised|approved|measured".split("|"),
    "day": "on Monday|on Tuesday|on Wednesday|on Thursday|on Friday|at the weekend|last month|before Easter|in the autumn|overnight".split("|"),
    "why": "because the money has run out|after complaints from neighbours|as the law demands|to the surprise of the staff|despite the rain|"
           "for the second time this year|without giving reasons|following a long debate|in spite of earlier promises".split("|"),
}
ENGLISH_SENTENCES = """{who} {did} {thing} in {place} {day}, {why}.|{person}, who speaks for {who}, said that {thing} would be ready in {n} weeks.|
It is the first time that {who} has {did} {thing} {why}.|Some {n} people came to {place} {day} to see it.|
According to {who}, the cost of {thing} has risen to {n} million crowns.|"We did not expect that," said {person} in {place}.|
In {place}, {who} had {did} {thing} {day}.|The decision is expected {day}, when {who} meets in {place}.|
{person} told reporters that {n} of the houses in {place} were affected.|Whether {thing} can be saved is open, {person} said {day}.|
At the end of the year {who} will report on {thing}.|There are {n} such places in the country, the largest of them in {place}.|
A spokesman for {who} declined to comment on {thing}.|Two years ago {person} {did} {thing} {why}.|
The mayor of {place} thanked {who} {day} and promised {thing}.|For {n} days {place} was without water, and {who} has apologised.""".replace("\n", "").split("|")

URDU = {
    "who": "بلدیہ|محکمہ موسمیات|وزارت تعلیم|ضلعی عدالت|پولیس|ریلوے|محکمہ آبپاشی|ہسپتال کی انتظامیہ|تاجروں کی انجمن|محکمہ جنگلات|کسان اتحاد|بجلی کمپنی".split("|"),
    "person": "نعیم اختر|سلمیٰ بیگم|طارق محمود|رخسانہ انور|جاوید حسن|فرح ناز|کامران شاہ|زاہدہ پروین|عمران علی|نسرین فاطمہ".split("|"),
    "thing": "نئے پل|پرانی منڈی|سکول کی عمارت|نہر کی صفائی|بس اڈے|پانی کی ٹینکی|سڑک کی مرمت|کتب خانے|کھیل کے میدان|شفا خانے|ڈاک خانے|باغ کی دیوار".split("|"),
    "place": "نورپور|سبز گڑھ|کوٹ بہار|دریا آباد|چمن والا|شاہ نگر|میر پورہ|گلستان پور|حسن آباد|کوہ سار".split("|"),
    "did": "کا افتتاح کیا|کا معائنہ کیا|کی منظوری دی|کی مخالفت کی|پر بحث کی|کے لیے رقم دی|کا اعلان کیا|پر تنقید کی|کو ملتوی کیا|کا جائزہ لیا".split("|"),
    "day": "پیر کے روز|منگل کو|بدھ کی شام|جمعرات کو|جمعے کے بعد|ہفتے کی صبح|گزشتہ ماہ|رات گئے|عید سے پہلے".split("|"),
    "why": "شہریوں کی شکایت پر|بارش کے باوجود|فنڈ کی کمی کے سبب|طویل بحث کے بعد|دوسری مرتبہ|کوئی وجہ بتائے بغیر|وعدے کے مطابق".split("|"),
}
URDU_SENTENCES = """{who} نے {day} {place} میں {thing} {did}۔|{person} نے کہا کہ {thing} کا کام {n} ہفتوں میں مکمل ہو گا۔|
{place} کے {n} گھر اس سے متاثر ہوئے ہیں۔|{who} کے ترجمان {person} نے {day} {why} بیان جاری کیا۔|
{thing} پر {n} لاکھ روپے خرچ ہوں گے، {who} نے بتایا۔|{day} {why} {place} میں لوگ جمع ہو گئے۔|
{person} کے مطابق {who} نے {why} {thing} {did}۔|دو سال پہلے {place} میں {thing} کی بات ہوئی تھی۔|
فیصلہ {day} متوقع ہے جب {who} کا اجلاس {place} میں ہو گا۔|ملک میں ایسے {n} مقامات ہیں، سب سے بڑا {place} میں ہے۔|
{person} نے {thing} کے بارے میں سوال کا جواب نہیں دیا۔|{place} کے رہنے والوں نے {who} کا شکریہ ادا کیا۔""".replace("\n", "").split("|")

LANGUAGES = {"en": (ENGLISH, ENGLISH_SENTENCES), "ur": (URDU, URDU_SENTENCES)}


def sentence(draw, pools, form):
    made = form.format(n=draw.randint(3, 480), **{name: draw.choice(pool) for name, pool in pools.items()})
    return made[0].upper() + made[1:]


def background(language, count):
    pools, forms = LANGUAGES[language]
    for number in range(count):
        draw = random.Random(f"{language} {number}")
        made = [sentence(draw, pools, form) for form in draw.sample(forms, 11)]
        source = f"{language}-paper{number % 15}.example"
        yield {"id": f"background-{number:02}", "text": "\n".join([made[0], " ".join(made[1:6]), " ".join(made[6:])]), "source": source,
               "published": f"2025-05-{1 + number // 3:02}T{6 + number % 3:02}:00:00Z", "url": f"https://{source}/{number}", "lang": language}
