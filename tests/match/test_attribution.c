/* Credits found in texts written for this test: every language of the cue table, datelines, bylines, tag lines; and mentions that are no credits. */
#include "credits.h"

static struct rp_str str(const char *text)
{
    return (struct rp_str){text, strlen(text)};
}

static size_t find(const char *text, size_t len, struct rp_attribution ret[RP_LIMIT_ATTRIBUTIONS])
{
    return find_credits(NULL, text, len, ret);
}

static void test_english(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"The bridge was closed. Page informs citing Sputnik.", "Sputnik", "citing", "citing Sputnik", 0},
        {"The mayor resigned on Monday, Reuters reported.", "Reuters", "reported", "Reuters reported", 0},
        {"The mayor resigned, according to the state news agency SANA.", "SANA", "according to",
         "according to the state news agency SANA", 0},
        {"He would not return, the mayor told The Associated Press.", "AP", "told", "told The Associated Press", 0},
        {"The harbour froze, Russia's TASS news agency said.", "TASS", "said", "TASS news agency said", 0},
        {"The semi-official Fars news agency on Tuesday reported a fire.", "Fars", "reported", "Fars news agency on Tuesday reported", 0},
        {"A fire broke out. The Associated Press contributed to this report.", "AP", "contributed to this report",
         "Associated Press contributed to this report", 0},
        {"A fire broke out. (With inputs from PTI)", "PTI", "with inputs from", "With inputs from PTI", 0},
        {"A fire broke out.\nSource: Xinhua", "Xinhua", "source", "Source: Xinhua", 0},
        {"A fire broke out.\n© 2018 AFP", "AFP", "©", "© 2018 AFP", 0},
        {"A fire broke out, Trend reports citing TASS.", "Trend", "reports", "Trend reports", 1},
        {"A fire broke out, Report informs.", "Report (Azerbaijan)", "informs", "Report informs", 0},
    };
    CHECK_ALL(cases);
}

static void test_german(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Das Werk schließt. Quelle: ntv.de, mau/dpa", "dpa", "Quelle", "Quelle: ntv.de, mau/dpa", 0},
        {"„Das Werk schließt“, sagte Müller am Dienstag der Deutschen Presse-Agentur.", "dpa", "sagte",
         "sagte Müller am Dienstag der Deutschen Presse-Agentur", 0},
        {"Das Werk schließt, wie die Nachrichtenagentur Reuters berichtet.", "Reuters", "wie", "wie die Nachrichtenagentur Reuters", 0},
        {"Das Werk schließt, wie dpa am Freitag berichtete.", "dpa", "wie", "wie dpa", 0},
        {"Das Werk schließt, berichtet die Agentur Bloomberg.", "Bloomberg", "berichtet", "berichtet die Agentur Bloomberg", 0},
        {"Laut APA schließt das Werk.", "APA", "laut", "Laut APA", 0},
        {"Das Werk schließt unter Berufung auf die Agentur PAP.", "PAP", "unter Berufung auf", "unter Berufung auf die Agentur PAP", 0},
        {"Das Schreiben, das der Nachrichtenagentur AFP vorliegt, ist lang.", "AFP", "vorliegt", "AFP vorliegt", 0},
        {"Das Werk schließt im Mai. RND/dpa/ame", "dpa", "tag", "dpa", 0},
        {"Das Werk schließt im Mai. (mit dpa)", "dpa", "tag", "(mit dpa)", 0},
        {"Das Werk schließt im Mai. (APA/dpa)", "APA", "tag", "(APA/dpa)", 1},
        {"Das Werk schließt im Mai. Nachrichtenagentur dpa", "dpa", "tag", "dpa", 0},
    };
    CHECK_ALL(cases);
}

static void test_romance(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Selon l'AFP, l'usine ferme.", "AFP", "selon", "Selon l'AFP", 0},
        {"« L'usine ferme », a-t-il déclaré mardi à l’AFP.", "AFP", "déclaré", "déclaré mardi à l’AFP", 0},
        {"L'usine ferme, rapporte l'agence de presse russe TASS.", "TASS", "rapporte", "rapporte l'agence de presse russe TASS", 0},
        {"L'usine ferme. (avec Reuters)", "Reuters", "avec", "avec Reuters", 0},
        {"Villaclara del Cabo, 5 mar (EFE).- La fábrica cierra.", "EFE", "dateline", "(EFE)", 0},
        {"Paris, 5 mars (AFP) - L'usine ferme.", "AFP", "dateline", "(AFP)", 0},
        {"La fábrica cierra, informó la agencia estatal SANA.", "SANA", "informó", "informó la agencia estatal SANA", 0},
        {"La fábrica cierra, dijo a Efe el alcalde.", "EFE", "dijo a", "dijo a Efe", 0},
        {"Según la agencia de noticias DPA, la fábrica cierra.", "dpa", "según", "Según la agencia de noticias DPA", 0},
        {"La fabbrica chiude. Lo riferisce l'agenzia Ansa.", "ANSA", "lo riferisce", "Lo riferisce l'agenzia Ansa", 0},
        {"Il sindaco ha detto ieri all'ANSA che la fabbrica chiude.", "ANSA", "detto", "detto ieri all'ANSA", 0},
        {"A fábrica fecha, segundo a agência Lusa.", "Lusa", "segundo", "segundo a agência Lusa", 0},
        {"A fábrica fecha. Com informações da Agência Brasil", "Agencia Brasil", "com informações da", "Com informações da Agência Brasil", 0},
    };
    CHECK_ALL(cases);
}

static void test_cyrillic(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Завод закрывается, сообщает ТАСС.", "TASS", "сообщает", "сообщает ТАСС", 0},
        {"Об этом передаёт Интерфакс со ссылкой на Reuters.", "Interfax", "передает", "передаёт Интерфакс", 1},
        {"Об этом рассказал РИА Новости директор завода.", "RIA Novosti", "рассказал", "рассказал РИА Новости", 0},
        {"По данным агентства «Интерфакс», завод закрывается.", "Interfax", "по данным", "По данным агентства «Интерфакс", 0},
        {"ТАСС сообщил, что завод закрывается.", "TASS", "сообщил", "ТАСС сообщил", 0},
        {"Завод закрывается. Источник: Sputnik", "Sputnik", "источник", "Источник: Sputnik", 0},
        {"Про це повідомляє Укрінформ.", "Ukrinform", "про це повідомляє", "Про це повідомляє Укрінформ", 0},
        {"Завод закривають, пише УНІАН з посиланням на Reuters.", "UNIAN", "пише", "пише УНІАН", 1},
    };
    CHECK_ALL(cases);
}

static void test_turkic(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Anadolu Ajansı'nın haberine göre fabrika kapanıyor.", "Anadolu", "haberine göre", "Anadolu Ajansı'nın haberine göre", 0},
        {"Reuters'ın bildirdiğine göre fabrika kapanıyor.", "Reuters", "bildirdiğine göre", "Reuters'ın bildirdiğine göre", 0},
        {"Müdür, AA muhabirine yaptığı açıklamada fabrikanın kapandığını söyledi.", "Anadolu", "muhabirine yaptığı açıklamada",
         "AA muhabirine yaptığı açıklamada", 0},
        {"Fabrika kapanıyor.\nKaynak: DHA", "DHA", "kaynak", "Kaynak: DHA", 0},
        {"Zavod bağlanır. Bu barədə AZƏRTAC-a istinadən məlumat verilir.", "Azertac", "istinadən", "AZƏRTAC-a istinadən", 0},
        {"\"Report\" xəbər verir ki, zavod bağlanır.", "Report (Azerbaijan)", "xəbər verir", "Report\" xəbər verir", 0},
        {"Zavod bağlanır, APA-nın məlumatına görə.", "APA (Azerbaijan)", "məlumatına görə", "APA-nın məlumatına görə", 0},
    };
    CHECK_ALL(cases);
}

static void test_arabic_script(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"أغلق المصنع أبوابه نقلا عن رويترز.", "Reuters", "نقلا عن", "نقلا عن رويترز", 0},
        {"أغلق المصنع أبوابه نقلاً عن وكالة الأناضول.", "Anadolu", "نقلا عن", "نقلاً عن وكالة الأناضول", 0},
        {"بحسب وكالة سبوتنيك أغلق المصنع أبوابه.", "Sputnik", "بحسب", "بحسب وكالة سبوتنيك", 0},
        {"أفادت وكالة الأنباء السعودية بأن المصنع أغلق.", "SPA", "أفادت", "أفادت وكالة الأنباء السعودية", 0},
        {"المصنع أغلق، قال لرويترز.", "Reuters", "قال", "قال لرويترز", 0},
        {"وقال مدير المصنع لوكالة فرانس برس إنه مغلق.", "AFP", "وقال", "وقال مدير المصنع لوكالة فرانس برس", 0},
        {"أغلق المصنع أبوابه. المصدر: رويترز", "Reuters", "المصدر", "المصدر: رويترز", 0},
        {"به گزارش ایرنا، کارخانه بسته شد.", "IRNA", "به گزارش", "به گزارش ایرنا", 0},
        {"کارخانه بسته شد، به نقل از خبرگزاری تسنیم.", "Tasnim", "به نقل از", "به نقل از خبرگزاری تسنیم", 0},
        {"خبرگزاری فارس گزارش داد کارخانه بسته شد.", "Fars", "گزارش داد", "فارس گزارش داد", 0},
        {"خبر رساں ادارے اے ایف پی کے مطابق کارخانہ بند ہو گیا۔", "AFP", "کے مطابق", "اے ایف پی کے مطابق", 0},
        {"کارخانہ بند ہو گیا، روئٹرز کی رپورٹ کے مطابق۔", "Reuters", "کی رپورٹ کے مطابق", "روئٹرز کی رپورٹ کے مطابق", 0},
    };
    CHECK_ALL(cases);
}

static void test_asian(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"रॉयटर्स के अनुसार कारखाना बंद हो गया।", "Reuters", "के अनुसार", "रॉयटर्स के अनुसार", 0},
        {"निदेशक ने समाचार एजेंसी एएनआई को बताया कि कारखाना बंद है।", "ANI", "को बताया", "एएनआई को बताया", 0},
        {"कारखाना बंद है, समाचार एजेंसी पीटीआई ने बताया।", "PTI", "ने बताया", "पीटीआई ने बताया", 0},
        {"据新华社报道，工厂已经关闭。", "Xinhua", "据", "据新华社", 0},
        {"路透社报道，工厂已经关闭。", "Reuters", "报道", "路透社报道", 0},
        {"工厂已经关闭，俄罗斯卫星通讯社报道。", "Sputnik", "报道", "俄罗斯卫星通讯社报道", 0},
        {"工厂已经关闭。来源：中新社", "China News Service", "来源", "来源：中新社", 0},
        {"共同通信によると、工場は閉鎖された。", "Kyodo", "によると", "共同通信によると", 0},
        {"ロイター通信が報じた。", "Reuters", "が報じた", "ロイター通信が報じた", 0},
        {"연합뉴스에 따르면 공장이 문을 닫았다.", "Yonhap", "따르면", "연합뉴스에 따르면", 0},
    };
    CHECK_ALL(cases);
}

static void test_datelines(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"LONDON (Reuters) - The plant closes.", "Reuters", "dateline", "(Reuters)", 0},
        {"Headline here\n(AP) — The plant closes.", "AP", "dateline", "(AP)", 0},
        {"Berlin (dpa) - Das Werk schließt.", "dpa", "dateline", "(dpa)", 0},
        {"Headline. More page noise MOSCOW (Sputnik) The plant closes.", "Sputnik", "dateline", "(Sputnik)", 0},
        {"МОСКВА, 6 июня. /ТАСС/. Завод закрывается.", "TASS", "dateline", "/ТАСС/", 0},
        {"МОСКВА, 6 июня — РИА Новости. Завод закрывается.", "RIA Novosti", "dateline", "РИА Новости", 0},
        {"ABU DHABI, 6th June, 2018 (WAM) -- The plant closes.", "WAM", "dateline", "(WAM)", 0},
        {"Tehran, June 6, IRNA – The plant closes.", "IRNA", "dateline", "IRNA", 0},
        {"Headline\nBAKU, Azerbaijan, June 7. Trend: The plant closes.", "Trend", "dateline", "Trend", 0},
        {"MADRID, 6 Jun. (EUROPA PRESS) - La fábrica cierra.", "Europa Press", "dateline", "(EUROPA PRESS)", 0},
        {"(ANSA) - ROMA, 06 GIU - La fabbrica chiude.", "ANSA", "dateline", "(ANSA)", 0},
        {"الرياض 6 يونيو 2018 (واس) أغلق المصنع.", "SPA", "dateline", "(واس)", 0},
        {"دمشق-سانا أغلق المصنع أبوابه.", "SANA", "dateline", "سانا", 0},
        {"新华社北京6月6日电 工厂已经关闭。", "Xinhua", "dateline", "新华社北京6月6日电", 0},
        {"[東京 6日 ロイター] - 工場は閉鎖された。", "Reuters", "dateline", "[東京 6日 ロイター]", 0},
        {"【ワシントン共同】工場は閉鎖された。", "Kyodo", "dateline", "【ワシントン共同】", 0},
        {"(서울=연합뉴스) 공장이 문을 닫았다.", "Yonhap", "dateline", "(서울=연합뉴스)", 0},
    };
    CHECK_ALL(cases);
}

static void test_bylines_and_tags(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Plant closes\nBy Reuters\nThe plant closes.", "Reuters", "byline", "Reuters", 0},
        {"Plant closes\nBy JANE DOE and JOHN ROE, Associated Press\nThe plant closes.", "AP", "byline", "Associated Press", 0},
        {"Plant closes\nCBS/AP January 14, 2017, 10:27 AM The plant closes.", "AP", "byline", "AP", 0},
        {"Plant closes\nThe plant closes in May. (AFP)", "AFP", "tag", "(AFP)", 0},
        {"Plant closes\nThe plant closes in May.\nReuters", "Reuters", "tag", "Reuters", 0},
        {"Plant closes\nThe plant closes in May, the owner said.\nReuters\n\nSee also\nOther plants\nContact", "Reuters", "tag", "Reuters", 0},
        {"Plant closes\nThe plant closes in May.--AFP", "AFP", "tag", "AFP", 0},
        {"कारखाना बंद है। (भाषा)", "Bhasha", "tag", "(भाषा)", 0},
    };
    CHECK_ALL(cases);
}

static void test_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"According to doctors the Sputnik V vaccine works.", NULL, NULL, NULL, 0},
        {"A Sputnik reporter was arrested in the harbour.", NULL, NULL, NULL, 0},
        {"The satellite was named after Sputnik. Reporters came.", NULL, NULL, NULL, 0},
        {"The harbour in May. AP Photo/Jane Doe", NULL, NULL, NULL, 0},
        {"The harbour in May. (Jane Doe/Reuters)", NULL, NULL, NULL, 0},
        {"Der Hafen im Mai. Bild: dpa Das Werk schließt.", NULL, NULL, NULL, 0},
        {"Der Hafen im Mai. Foto: Jan Muster / dpa", NULL, NULL, NULL, 0},
        {"Image copyright AFP Image caption The harbour", NULL, NULL, NULL, 0},
        {"The harbour in May, AFP/Getty Images", NULL, NULL, NULL, 0},
        {"KCNA (Korean Central News Agency) is an agency.", NULL, NULL, NULL, 0},
        {"According to Petra the harbour is closed.", NULL, NULL, NULL, 0},
        {"According to the AFP two men were arrested in Perth.", NULL, NULL, NULL, 0},
        {"Wir haben einen Trend mit einem Anstieg.", NULL, NULL, NULL, 0},
        {"He took an ap on the tap, the map and the trend reported.", NULL, NULL, NULL, 0},
        {"双方共同声明说，新华社区已经关闭。", NULL, NULL, NULL, 0},
        {"Reuters is an agency. The mayor said so.", NULL, NULL, NULL, 0},
        {"", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

static void test_one_credit_an_agency_in_order(void **state)
{
    (void)state;
    static const char text[] = "LONDON (Reuters) - The plant closes, TASS reported.\nThe owner told Reuters so, citing TASS and Interfax.";
    struct rp_attribution got[RP_LIMIT_ATTRIBUTIONS];
    assert_int_equal(find(text, strlen(text), got), 3);
    assert_string_equal(got[0].agency, "TASS");
    assert_string_equal(got[0].cue, "reported"); /* the first of two */
    assert_string_equal(got[1].agency, "Reuters");
    assert_string_equal(got[1].cue, "told"); /* said outright: comes before a dateline */
    assert_string_equal(got[2].agency, "Interfax");
    assert_string_equal(got[2].cue, "citing");
    assert_memory_equal(text + got[2].start, "citing TASS and Interfax", got[2].end - got[2].start);
}

static void test_limit(void **state)
{
    (void)state;
    static const char text[] = "Citing Reuters. Citing TASS. Citing AFP. Citing Interfax. Citing Xinhua. Citing Kyodo. Citing Yonhap. Citing EFE. "
                               "Citing ANSA. Citing Belga.";
    struct rp_attribution got[RP_LIMIT_ATTRIBUTIONS];
    assert_int_equal(find(text, strlen(text), got), RP_LIMIT_ATTRIBUTIONS);
    assert_string_equal(got[0].agency, "Reuters");
    assert_string_equal(got[RP_LIMIT_ATTRIBUTIONS - 1].agency, "EFE");
}

/* Every cut and a name at every place: nothing may be read outside of the text. */
static void test_cut_anywhere(void **state)
{
    (void)state;
    static const char text[] = "(AP) — said l'AFP /TASS/ By X, Reuters' © 2018 dpa/AFP (mit dpa) 新华社北京6月6日电 [東京 ロイター] Azərtac-a istinadən \"Report\"";
    struct rp_attribution got[RP_LIMIT_ATTRIBUTIONS];
    for (size_t start = 0; start < sizeof text - 1; start++) {
        if (((unsigned char)text[start] & 0xC0) == 0x80)
            continue;
        for (size_t end = start; end < sizeof text; end++) {
            char copy[sizeof text];
            if (((unsigned char)text[end] & 0xC0) == 0x80)
                continue;
            memcpy(copy, text + start, end - start);
            size_t count = find(copy, end - start, got);
            for (size_t i = 0; i < count; i++)
                assert_true(got[i].start < got[i].end && got[i].end <= end - start);
        }
    }
}

static void test_agency_sources(void **state)
{
    (void)state;
    static const struct {
        const char *source, *agency;
        bool is;
    } cases[] = {
        {"sputniknews.com", "Sputnik", true},     {"de.sputniknews.com", "Sputnik", true}, {"Sputnik", "Sputnik", true},
        {"SPUTNIKNEWS.COM", "Sputnik", true},     {"notsputniknews.com", "Sputnik", false}, {"sputniknews.com.example", "Sputnik", false},
        {"reuters.com", "Sputnik", false},        {"www.reuters.com", "Reuters", true},     {"", "Reuters", false},
        {"Associated Press", "AP", true},         {"associated press", "AP", true},         {"AP", "AP", true},
        {"axar.az", "Sputnik", false},            {"orrinwire.example", "Orrinwire", true},   {"reuters.com", "No Such Agency", false},
        {"ТАСС", "TASS", true},                   {"com", "Reuters", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (rp_attribution_is_agency(NULL, str(cases[i].source), cases[i].agency) != cases[i].is)
            fail_msg("%s for %s", cases[i].source, cases[i].agency);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english),
        cmocka_unit_test(test_german),
        cmocka_unit_test(test_romance),
        cmocka_unit_test(test_cyrillic),
        cmocka_unit_test(test_turkic),
        cmocka_unit_test(test_arabic_script),
        cmocka_unit_test(test_asian),
        cmocka_unit_test(test_datelines),
        cmocka_unit_test(test_bylines_and_tags),
        cmocka_unit_test(test_mentions_are_no_credits),
        cmocka_unit_test(test_one_credit_an_agency_in_order),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_agency_sources),
    };
    return cmocka_run_group_tests_name("match/attribution", tests, NULL, NULL);
}
