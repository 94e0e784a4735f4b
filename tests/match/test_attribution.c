/* Credits that are said in words, in texts written for this test: every language of the cue table. */
#include "credits.h"

static struct rp_str str(const char *text)
{
    return (struct rp_str){text, strlen(text)};
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

static void test_english_reporters(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"An AFP correspondent said the quay was empty.", "AFP", "correspondent said", "AFP correspondent said", 0},
        {"An AFP photographer in the harbour said the quay was empty.", "AFP", "photographer ... said", "AFP photographer in the harbour said", 0},
        {"A RIA Novosti correspondent working at the quay reported a fire.", "RIA Novosti", "correspondent ... reported",
         "RIA Novosti correspondent working at the quay reported", 0},
        {"An AFP reporter in fog-bound Harbour quoted a captain.", "AFP", "reporter ... quoted", "AFP reporter in fog-bound Harbour quoted", 0},
        {"The AFP reporter at the quay saw two boats.", "AFP", "reporter ... saw", "The AFP reporter at the quay saw", 0},
        {"The mayor told AFP via telephone that the quay was empty.", "AFP", "told", "told AFP", 0},
        {"An old Reuters story about the quay said that it had sunk before.", "Reuters", "story ... said",
         "Reuters story about the quay said", 0},
        {"SANA's correspondent said the quay was empty.", "SANA", "correspondent said", "SANA's correspondent said", 0},
        {"The quay was empty, the Associated Press's Jane Doe reported.", "AP", "reported", "Associated Press's Jane Doe reported", 0},
        {"The quay was empty, the mayor told the Associated Press's Jane Doe.", "AP", "told", "told the Associated Press", 0},
        {"The state news agency, SANA, said the quay was empty.", "SANA", "said", "SANA, said", 0},
        {"The quay was empty. Contributing: Jane Doe and John Roe, Harbour (Md.) Post; Max Moe, Quay Courier; and The Associated Press", "AP",
         "contributing", "Contributing: Jane Doe and John Roe, Harbour (Md.) Post; Max Moe, Quay Courier; and The Associated Press", 0},
        {"Information from The Associated Press was used in this report.", "AP", "was used in this report",
         "Associated Press was used in this report", 0},
        {"AP Science Writer Jane Doe at the quay contributed to this report.", "AP", "writer", "AP Science Writer", 0},
        {"The mayor said so in a telephone interview on Friday with Reuters.", "Reuters", "interview", "interview on Friday with Reuters", 0},
        {"The owner owed two millions, The Associated Press found.", "AP", "found", "Associated Press found", 0},
        {"A Reuters analysis of the ledger shows that the owner owed two millions.", "Reuters", "analysis ... shows",
         "Reuters analysis of the ledger shows", 0},
        {"The quay was empty, AP\u00A0reported on Friday.", "AP", "reported", "AP\u00A0reported", 0},
        {"Two captains contacted by Reuters said the quay was empty.", "Reuters", "contacted by", "contacted by Reuters", 0},
        {"Pilgrims came by boat, according to Catholic News Service.", "Catholic News Service", "according to",
         "according to Catholic News Service", 0},
        {"The ferry sank, the Ihlas News Agency said.", "IHA", "said", "Ihlas News Agency said", 0},
        {"SANAs correspondent said the quay was empty.", "SANA", "correspondent said", "SANAs correspondent said", 0},
        {"The captain told both Reuters and The Associated Press so.", "Reuters", "told", "told both Reuters", 1},
        {"Captains were overheard by The Associated Press saying so.", "AP", "overheard by", "overheard by The Associated Press", 0},
        {"The ferry sank, according to a text carried by the North's official Korean Central News Agency.", "KCNA", "carried by",
         "carried by the North's official Korean Central News Agency", 0},
        {"Her son, John Doe, confirmed her death to The Associated Press.", "AP", "confirmed", "confirmed her death to The Associated Press", 0},
        {"Reuters, which first reported the loss, said two men had drowned.", "Reuters", "which first reported", "Reuters, which first reported", 0},
        {"The state-run Anadolu Agency citing port officials said two men had drowned.", "Anadolu", "citing ... said",
         "Anadolu Agency citing port officials said", 0},
        {"A recent Bloomberg analysis claims the ferry was old.", "Bloomberg", "analysis ... claims", "Bloomberg analysis claims", 0},
        {"The ferry was old. Source AFP Related News New ferry", "AFP", "source", "Source AFP", 0},
        {"The ferry was old. Contributing: Jane Doe from D.C.; John Roe in Harbour City; The Associated Press", "AP", "contributing",
         "Contributing: Jane Doe from D.C.; John Roe in Harbour City; The Associated Press", 0},
        {"The Associated Press was the first to report on the loss.", "AP", "was the first to report", "Associated Press was the first to report", 0},
        {"Two men had drowned, a commentary published by the official Xinhua said.", "Xinhua", "commentary published by",
         "commentary published by the official Xinhua", 0},
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

/* Credits as regional papers, the agencies themselves, Austria and Switzerland write them. */
static void test_german_tags(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Die Brücke bleibt bis Freitag gesperrt. Betroffen sind 19 Straßen RND/cle/dpa", "dpa", "tag", "dpa", 0},
        {"Die Brücke ist gesperrt. Mitteilung der Polizei vom 26. Januar Nachrichtenagenturen AFP, dpa \"Tageblatt\": \"Brücke gesperrt\"", "AFP", "tag", "AFP", 1},
        {"Die Brücke ist gesperrt. Mitteilung der Polizei vom 26. Januar Nachrichtenagentur dpa Eigene Recherche", "dpa", "eigene Recherche", "dpa Eigene Recherche", 0},
        {"Laut einer Umfrage von Bloomberg steigt der Kurs.", "Bloomberg", "Umfrage von", "Umfrage von Bloomberg", 0},
        {"Das ergab eine Umfrage des Instituts Muster im Auftrag der Deutschen Presse-Agentur.", "dpa", "Umfrage",
         "Umfrage des Instituts Muster im Auftrag der Deutschen Presse-Agentur", 0},
        {"Die Brücke bleibt gesperrt, teilte der Kreis mit.\n\n© dpa-infocom, dpa:210414-99-201045/2", "dpa", "©", "© dpa-infocom", 0},
        {"MUSTERSTADT (dpa/lnw) - Die Brücke bleibt gesperrt.", "dpa", "dateline", "(dpa/lnw)", 0},
        {"Musterstadt. Die Brücke bleibt gesperrt, teilte der Kreis mit. dpa/lnw", "dpa", "tag", "dpa", 0},
        {"FRANKFURT (dpa-AFX) - Die Aktie des Werks steigt um drei Prozent./mis/he", "dpa", "dateline", "(dpa-AFX)", 0},
        {"Die Brücke bleibt bis Freitag gesperrt.\nMit Agenturmaterial (dpa)", "dpa", "Agenturmaterial", "Agenturmaterial (dpa", 0},
        {"Die Brücke bleibt bis Freitag gesperrt. (AZ/dpa)", "dpa", "tag", "(AZ/dpa)", 0},
        {"Die Brücke bleibt bis Freitag gesperrt. (sda/afp)", "Keystone-SDA", "tag", "(sda/afp)", 1},
        {"Bern (awp) - Das Werk steigert den Umsatz.", "AWP", "dateline", "(awp)", 0},
        {"Die Brücke bleibt bis Freitag gesperrt. (red, APA, 14.4.2021)", "APA", "tag", "(red, APA, 14.4.2021)", 0},
        {"Bonn (KNA) Die Kirche bleibt bis Freitag geschlossen.", "KNA", "dateline", "(KNA)", 0},
        {"Hannover (epd). Die Kirche bleibt bis Freitag geschlossen.", "epd", "dateline", "(epd)", 0},
        {"Die Kirche bleibt zu, sagte er dem Evangelischen Pressedienst (epd).", "epd", "sagte er", "sagte er dem Evangelischen Pressedienst", 0},
        {"Köln (SID) - Der Verein verliert das Spiel.", "SID", "dateline", "(SID)", 0},
        {"Berlin (dts Nachrichtenagentur) - Die Brücke bleibt gesperrt.", "dts", "dateline", "(dts Nachrichtenagentur)", 0},
        {"Direkt aus dem dpa-Newskanal\nMusterstadt. Die Brücke bleibt gesperrt.", "dpa", "direkt aus dem", "Direkt aus dem dpa", 0},
        {"Die Brücke bleibt gesperrt. RND/ak mit dpa", "dpa", "tag", "dpa", 0},
        {"Die Amsel kommt auf 5,3% RND/dpa/pf", "dpa", "tag", "dpa", 0},
        {"Die Brücke bleibt gesperrt. Nachrichtenagenturen dpa und AFP Mehr in Kürze", "dpa", "tag", "dpa", 1},
        {"Die Brücke bleibt gesperrt. Nachrichtenagentur dpa eigene Recherchen", "dpa", "eigene Recherchen", "dpa eigene Recherchen", 0},
        {"Die Brücke bleibt gesperrt. Mit Material der Nachrichtenagentur AFP \"Bild\": Neue Brücke", "AFP", "mit Material der",
         "Mit Material der Nachrichtenagentur AFP", 0},
        {"Die Brücke bleibt gesperrt. Quelle: blatt.de, Anna Muster und Jan Maria Muster, dpa", "dpa", "Quelle",
         "Quelle: blatt.de, Anna Muster und Jan Maria Muster, dpa", 0},
        {"Die Brücke bleibt zu. Quelle: M.B.Z. mit dpa Hier können Sie die Rechte erwerben.", "dpa", "Quelle", "Quelle: M.B.Z. mit dpa", 0},
        {"Die Brücke bleibt zu. Quelle: hoe. /AFP Hier können Sie die Rechte erwerben.", "AFP", "Quelle", "Quelle: hoe. /AFP", 0},
        {"Die Brücke bleibt zu. Quelle: blatt.de, Jan E. Muster, dpa", "dpa", "Quelle", "Quelle: blatt.de, Jan E. Muster, dpa", 0},
        {"Die Brücke bleibt zu. Quelle: blatt.de, uzh/spot", "spot on news", "Quelle", "Quelle: blatt.de, uzh/spot", 0},
        {"Der Verlust steigt, wie \"Bloomberg\" berichtet.", "Bloomberg", "berichtet", "Bloomberg\" berichtet", 0},
        {"Der Finanzdienst Bloomberg schätzt den Verlust. Nach Berechnungen des Finanzdienstes Bloomberg steigt er.", "Bloomberg",
         "Berechnungen", "Berechnungen des Finanzdienstes Bloomberg", 0},
        {"Dies erfuhr die Nachrichtenagentur Reuters aus Kreisen des Amtes.", "Reuters", "erfuhr", "erfuhr die Nachrichtenagentur Reuters", 0},
        {"Die Brücke bleibt gesperrt, wie die Nachrichtenagentur Mehr berichtet.", "Mehr", "wie", "wie die Nachrichtenagentur Mehr", 0},
        {"Der Bericht lag der dpa am Montag vor.", "dpa", "lag", "lag der dpa", 0},
        {"Dies hatte ein Forscher der Nachrichtenagentur AP gesagt.", "AP", "gesagt", "AP gesagt", 0},
        {"„Die Brücke bleibt zu“, sagte der Amtsleiter, der seit vielen Jahren für die Brücken und die Straßen der Stadt zuständig ist, der "
         "Deutschen Presse-Agentur.", "dpa", "sagte", "sagte der Amtsleiter, der seit vielen Jahren für die Brücken und die Straßen der Stadt "
         "zuständig ist, der Deutschen Presse-Agentur", 0},
        {"Nach dpa-Informationen bleibt die Brücke gesperrt.", "dpa", "Informationen", "dpa-Informationen", 0},
        {"Die Brücke bleibt zu, sagte er auf dpa-Anfrage.", "dpa", "Anfrage", "dpa-Anfrage", 0},
        {"Die Brücke bleibt zu, wie die dpa aus Kreisen der Regierung erfuhr.", "dpa", "wie", "wie die dpa", 0},
        {"Die Brücke bleibt zu, sagte er auf Anfrage der Deutschen Presse-Agentur.", "dpa", "auf Anfrage", "auf Anfrage der Deutschen Presse-Agentur", 0},
        {"Die Brücke bleibt zu. jj/kle (dpa, afp, ap) Wie die neue Brücke gebaut wird", "dpa", "tag", "(dpa, afp, ap)", 2},
        {"Betroffen sind 19 Straßen (KNA/dpa)", "KNA", "tag", "(KNA/dpa)", 1},
        {"Die Brücke bleibt zu. feb/dpa Wie die neue Brücke gebaut wird", "dpa", "tag", "dpa", 0},
        {"„Die Brücke bleibt zu“, sagte die Chefin der Nachrichtenagentur dpa.", "dpa", "sagte", "sagte die Chefin der Nachrichtenagentur dpa", 0},
    };
    CHECK_ALL(cases);
}

static void test_german_mentions(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Ein Kran steht still. (Quelle: Jan Muster/dpa) Der Betreiber äußerte sich nicht.", NULL, NULL, NULL, 0},
        {"Ein Kran im Hafen von Musterstadt. picture alliance/dpa | Jan Muster", NULL, NULL, NULL, 0},
        {"Ein Kran im Hafen von Musterstadt. © Jan Muster/dpa/Archivbild Der Betreiber äußerte sich nicht.", NULL, NULL, NULL, 0},
        {"Das Jubiläum sei ein Fest, sagte dpa-Chefredakteur Jan Muster. Gegründet wurde die Agentur 1949.", NULL, NULL, NULL, 0},
        {"Das Gericht sprach zwei Journalisten der Nachrichtenagentur Reuters frei.", NULL, NULL, NULL, 0},
        {"Der Minister kritisierte am Montag die Arbeit der Deutschen Presse-Agentur.", NULL, NULL, NULL, 0},
        {"Der Verlag verkauft seine Anteile an der Nachrichtenagentur dpa, das Werk schließt.", NULL, NULL, NULL, 0},
        {"Bürger-Umfrage: Mehr Geld für Brücken. Die Stadt teilte mit: \"Von Zahlungen an den Abgeordneten im Zusammenhang mit der GNA Technik weiß niemand.\"", NULL, NULL, NULL, 0},
        {"Quelle: blatt.de Hier können Sie die Rechte erwerben. Mehr als neun Brücken bleiben gesperrt.", NULL, NULL, NULL, 0},
        {"Wie Petra berichtet, bleibt die Brücke gesperrt. Mehr erfuhr sie am Montag nicht.", NULL, NULL, NULL, 0},
        {"In den Räumen der APA in Wien brannte es. Verletzt wurde niemand.", NULL, NULL, NULL, 0},
        {"Vor dem Haus wurde ein dpa-Fotograf verletzt. Die Polizei ermittelt.", NULL, NULL, NULL, 0},
        {"Die SPA-Anlage berichtet jeden Tag über ihren Stand.", NULL, NULL, NULL, 0},
        {"Die Universität (UNI) bleibt geschlossen.", NULL, NULL, NULL, 0},
        {"Die Stadt teilte mit: AP und AFP sind zwei neue Linien der Fähre.", NULL, NULL, NULL, 0},
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

static void test_one_credit_an_agency_in_order(void **state)
{
    (void)state;
    static const char text[] = "LONDON (Reuters) - The plant closes, TASS reported.\nThe owner told Reuters so, citing TASS and Interfax.";
    struct rp_attribution got[RP_LIMIT_ATTRIBUTIONS];
    assert_int_equal(find_credits(NULL, text, strlen(text), got), 3);
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
    assert_int_equal(find_credits(NULL, text, strlen(text), got), RP_LIMIT_ATTRIBUTIONS);
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
            size_t count = find_credits(NULL, copy, end - start, got);
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
        cmocka_unit_test(test_english_reporters),
        cmocka_unit_test(test_german),
        cmocka_unit_test(test_german_tags),
        cmocka_unit_test(test_german_mentions),
        cmocka_unit_test(test_romance),
        cmocka_unit_test(test_cyrillic),
        cmocka_unit_test(test_turkic),
        cmocka_unit_test(test_arabic_script),
        cmocka_unit_test(test_asian),
        cmocka_unit_test(test_one_credit_an_agency_in_order),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_agency_sources),
    };
    return cmocka_run_group_tests_name("match/attribution", tests, NULL, NULL);
}
