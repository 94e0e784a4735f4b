/* Every agency that the tables promise, in a text written for this test, in the languages that write of it. */
#include "credits.h"

static void world_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"WASHINGTON, Nov. 24 (UPI) -- The bridge stays closed until Monday.", "UPI", "dateline", "(UPI)", 0},
        {"据合众国际社报道，大桥将关闭至星期一。", "UPI", "据", "据合众国际社", 0},
        {"The bridge stays closed, United Press International reported.",
         "UPI", "reported", "United Press International reported", 0},
        {"The bridge stays closed, Bloomberg News reported on Tuesday.", "Bloomberg", "reported", "Bloomberg News reported", 0},
        {"Das Werk schließt, berichtete die Nachrichtenagentur Bloomberg.",
         "Bloomberg", "berichtete", "berichtete die Nachrichtenagentur Bloomberg", 0},
        {"The bridge stays closed, Dow Jones Newswires reported.", "Dow Jones", "reported", "Dow Jones Newswires reported", 0},
        {"FRANKFURT (Dow Jones) - Die Brücke bleibt bis Montag gesperrt.", "Dow Jones", "dateline", "(Dow Jones)", 0},
        {"据道琼斯通讯社报道，大桥将关闭。", "Dow Jones", "据", "据道琼斯通讯社", 0},
        {"The bridge stays closed, the mayor told the PA news agency.", "PA Media", "told", "told the PA news agency", 0},
        {"The bridge stays closed, the mayor told The Canadian Press.", "Canadian Press", "told", "told The Canadian Press", 0},
        {"Le pont reste fermé, a-t-il dit à La Presse canadienne.", "Canadian Press", "dit", "dit à La Presse canadienne", 0},
        {"SYDNEY, Nov 24 (AAP) - The bridge stays closed until Monday.", "AAP", "dateline", "(AAP)", 0},
        {"据澳联社报道，大桥将关闭至星期一。", "AAP", "据", "据澳联社", 0},
        {"The bridge stays closed, China News Service reported.",
         "China News Service", "reported", "China News Service reported", 0},
        {"The bridge stays closed, Taiwan's Central News Agency reported.",
         "Central News Agency", "reported", "Central News Agency reported", 0},
        {"TAIPEI (CNA) - The bridge stays closed until Monday.", "Central News Agency", "dateline", "(CNA)", 0},
        {"Міст залишиться закритим, повідомляє Асошіейтед Прес.", "AP", "повідомляє", "повідомляє Асошіейтед Прес", 0},
        {"به گزارش فرانس پرس، پل بسته می‌ماند.", "AFP", "به گزارش", "به گزارش فرانس پرس", 0},
        {"La agencia alemana dpa informó que el puente seguirá cerrado.", "dpa", "informó", "dpa informó", 0},
        {"FRANKFURT (dpa-AFX) - Die Brücke bleibt bis Montag gesperrt.", "dpa", "dateline", "(dpa-AFX)", 0},
        {"据俄罗斯卫星通讯社报道，大桥将关闭。", "Sputnik", "据", "据俄罗斯卫星通讯社", 0},
        {"وكالة سبوتنيك: نقلت سبوتنيك عن مصدر أن الجسر مغلق.", "Sputnik", "نقلت", "نقلت سبوتنيك", 0},
        {"לפי סוכנות הידיעות רויטרס, הגשר יישאר סגור.", "Reuters", "לפי", "לפי סוכנות הידיעות רויטרס", 0},
        {"রয়টার্স জানিয়েছে, সেতু বন্ধ থাকবে।", "Reuters", "জানিয়েছে", "রয়টার্স জানিয়েছে", 0},
    };
    CHECK_ALL(cases);
}

static void europe_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"WIEN (APA) - Die Brücke bleibt bis Montag gesperrt.", "APA", "dateline", "(APA)", 0},
        {"据奥通社报道，大桥将关闭。", "APA", "据", "据奥通社", 0},
        {"Frankfurt a.M. (epd). Die Brücke bleibt bis Montag gesperrt.", "epd", "dateline", "(epd)", 0},
        {"Bonn (KNA) Die Brücke bleibt bis Montag gesperrt.", "KNA", "dateline", "(KNA)", 0},
        {"Die Brücke bleibt gesperrt, sagte der Bischof der Katholischen Nachrichten-Agentur.",
         "KNA", "sagte", "sagte der Bischof der Katholischen Nachrichten-Agentur", 0},
        {"Köln (SID) - Das Spiel fällt wegen der Brücke aus.", "SID", "dateline", "(SID)", 0},
        {"Die Brücke bleibt gesperrt, teilte die Stadt der Nachrichtenagentur Keystone-SDA mit.",
         "Keystone-SDA", "teilte", "teilte die Stadt der Nachrichtenagentur Keystone-SDA", 0},
        {"Berne (ATS) - Le pont restera fermé jusqu'à lundi.", "Keystone-SDA", "dateline", "(ATS)", 0},
        {"据葡新社报道，大桥将关闭。", "Lusa", "据", "据葡新社", 0},
        {"De brug blijft dicht, meldt Belga.", "Belga", "meldt", "meldt Belga", 0},
        {"De brug blijft dicht, meldt persbureau ANP.", "ANP", "meldt", "meldt persbureau ANP", 0},
        {"Broen forbliver lukket, skriver Ritzau.", "Ritzau", "skriver", "skriver Ritzau", 0},
        {"Broen holdes stengt, opplyser politiet til NTB.", "NTB", "til", "til NTB", 0},
        {"Bron förblir stängd, rapporterar nyhetsbyrån TT.", "TT", "rapporterar", "rapporterar nyhetsbyrån TT", 0},
        {"HELSINKI (STT) - The bridge stays closed until Monday.", "STT", "dateline", "(STT)", 0},
        {"The bridge stays closed, the mayor told BNS.", "BNS", "told", "told BNS", 0},
        {"Мост останется закрытым, сообщило агентство BNS.", "BNS", "сообщило", "сообщило агентство BNS", 0},
        {"The bridge stays closed, the ELTA news agency reported.", "ELTA", "reported", "ELTA news agency reported", 0},
        {"The bridge stays closed, the mayor told the LETA news agency.", "LETA", "told", "told the LETA", 0},
        {"Most pozostanie zamknięty, podała PAP.", "PAP", "podała", "podała PAP", 0},
        {"Most pozostanie zamknięty, poinformowała Polska Agencja Prasowa.",
         "PAP", "poinformowała", "poinformowała Polska Agencja Prasowa", 0},
        {"Most zůstane zavřený, uvedla agentura ČTK.", "CTK", "uvedla", "uvedla agentura ČTK", 0},
        {"The bridge stays closed, the Czech news agency CTK reported.", "CTK", "reported", "Czech news agency CTK reported", 0},
        {"A híd zárva marad, közölte az MTI.", "MTI", "közölte", "közölte az MTI", 0},
        {"The bridge stays closed, Hungary's state news agency MTI said.", "MTI", "said", "MTI said", 0},
        {"Most ostaje zatvoren, prenosi Tanjug.", "Tanjug", "prenosi", "prenosi Tanjug", 0},
        {"Мост остаје затворен, преноси Танјуг.", "Tanjug", "преноси", "преноси Танјуг", 0},
        {"Most ostaje zatvoren, javlja Hina.", "HINA", "javlja", "javlja Hina", 0},
        {"The bridge stays closed, the state news agency BTA reported.", "BTA", "reported", "BTA reported", 0},
        {"Мост останется закрытым, сообщает болгарское агентство БТА.", "BTA", "сообщает", "сообщает болгарское агентство БТА", 0},
        {"Podul rămâne închis, transmite Agerpres.", "Agerpres", "transmite", "transmite Agerpres", 0},
        {"Il ponte resta chiuso, spiega all'ANSA il sindaco.", "ANSA", "spiega", "spiega all'ANSA", 0},
        {"Le pont restera fermé, selon l'agence de presse EFE.", "EFE", "selon", "selon l'agence de presse EFE", 0},
    };
    CHECK_ALL(cases);
}

static void russia_and_neighbours_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"The bridge stays closed, RIA Novosti reported.", "RIA Novosti", "reported", "RIA Novosti reported", 0},
        {"Мост останется закрытым, рассказали РИА Новости в порту.", "RIA Novosti", "рассказали", "рассказали РИА Новости", 0},
        {"据俄新社报道，大桥将关闭。", "RIA Novosti", "据", "据俄新社", 0},
        {"The bridge stays closed, UNIAN reported.", "UNIAN", "reported", "UNIAN reported", 0},
        {"The bridge stays closed, Ukrinform reports.", "Ukrinform", "reports", "Ukrinform reports", 0},
        {"据乌克兰国家通讯社报道，大桥将关闭。", "Ukrinform", "据", "据乌克兰国家通讯社", 0},
        {"MINSK, 24 November (BelTA) – The bridge stays closed until Monday.", "BelTA", "dateline", "(BelTA)", 0},
        {"The bridge stays closed, Kazinform reports.", "Kazinform", "reports", "Kazinform reports", 0},
        {"YEREVAN, NOVEMBER 24, ARMENPRESS. The bridge stays closed.", "Armenpress", "dateline", "ARMENPRESS", 0},
        {"Baku, November 24, AZERTAC. The bridge stays closed.", "Azertac", "dateline", "AZERTAC", 0},
        {"Baku, Azerbaijan, November 24. Trend: The bridge stays closed.", "Trend", "dateline", "Trend", 0},
        {"Körpü bağlı qalacaq, APA-nın məlumatına görə.", "APA (Azerbaijan)", "məlumatına görə", "APA-nın məlumatına görə", 0},
        {"Körpü bağlı qalacaq, \"Report\" xəbər verir.", "Report (Azerbaijan)", "xəbər verir", "Report\" xəbər verir", 0},
        {"Körpü bağlı qalacaq, Turan agentliyi xəbər verir.", "Turan", "xəbər verir", "Turan agentliyi xəbər verir", 0},
        {"The bridge stays closed, the Interfax news agency reported.", "Interfax", "reported", "Interfax news agency reported", 0},
        {"MOSCOW, November 24. /TASS/. The bridge stays closed until Monday.", "TASS", "dateline", "/TASS/", 0},
    };
    CHECK_ALL(cases);
}

static void middle_east_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"RIYADH, Nov 24 (SPA) -- The bridge stays closed until Monday.", "SPA", "dateline", "(SPA)", 0},
        {"沙特通讯社报道说，大桥将关闭。", "SPA", "报道说", "沙特通讯社报道说", 0},
        {"The bridge stays closed, the state news agency WAM reported.", "WAM", "reported", "WAM reported", 0},
        {"Cairo, Nov 24 (MENA) - The bridge stays closed until Monday.", "MENA", "dateline", "(MENA)", 0},
        {"وقال مدير الميناء لوكالة أنباء الشرق الأوسط إن الجسر مغلق.", "MENA", "أن", "لوكالة أنباء الشرق الأوسط إن", 0},
        {"Doha, November 24 (QNA) - The bridge stays closed until Monday.", "QNA", "dateline", "(QNA)", 0},
        {"KUWAIT, Nov 24 (KUNA) -- The bridge stays closed until Monday.", "KUNA", "dateline", "(KUNA)", 0},
        {"Manama, Nov. 24 (BNA): The bridge stays closed until Monday.", "BNA", "dateline", "(BNA)", 0},
        {"Muscat, 24 Nov (ONA) --- The bridge stays closed until Monday.", "ONA", "dateline", "(ONA)", 0},
        {"Amman, Nov. 24 (Petra) -- The bridge stays closed until Monday.", "Petra", "dateline", "(Petra)", 0},
        {"NNA - The bridge stays closed, the state-run National News Agency reported.",
         "NNA", "reported", "National News Agency reported", 0},
        {"RAMALLAH, November 24, 2026 (WAFA) - The bridge stays closed.", "Wafa", "dateline", "(WAFA)", 0},
        {"وقالت وكالة \"وفا\" إن الجسر مغلق.", "Wafa", "وقالت", "وقالت وكالة \"وفا", 0},
        {"The bridge stays closed, the Ma'an News Agency reported.", "Maan", "reported", "Ma'an News Agency reported", 0},
        {"وقال المتحدث لوكالة معا إن الجسر مغلق.", "Maan", "أن", "لوكالة معا إن", 0},
        {"DAMASCUS, (SANA) - The bridge stays closed until Monday.", "SANA", "dateline", "(SANA)", 0},
        {"The bridge stays closed, the mayor told Anadolu Agency.", "Anadolu", "told", "told Anadolu Agency", 0},
        {"وأفادت وكالة إرنا بأن الجسر مغلق.", "IRNA", "وأفادت", "وأفادت وكالة إرنا", 0},
        {"The bridge stays closed, the Fars news agency reported.", "Fars", "reported", "Fars news agency reported", 0},
        {"The bridge stays closed, Tasnim news agency reported.", "Tasnim", "reported", "Tasnim news agency reported", 0},
        {"The bridge stays closed, Iran's Mehr news agency reported.", "Mehr", "reported", "Mehr news agency reported", 0},
        {"TEHRAN, Nov. 24 (MNA) – The bridge stays closed until Monday.", "Mehr", "dateline", "(MNA)", 0},
        {"The bridge stays closed, the ISNA news agency quoted him as saying.", "ISNA", "quoted", "ISNA news agency quoted", 0},
    };
    CHECK_ALL(cases);
}

static void africa_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Rabat - Le pont restera fermé, rapporte l'agence MAP.", "MAP", "rapporte", "rapporte l'agence MAP", 0},
        {"Le pont restera fermé, indique l'agence de presse APS.", "APS", "indique", "indique l'agence de presse APS", 0},
        {"Le pont restera fermé, a indiqué à l'agence TAP le gouverneur.", "TAP", "a indiqué à", "a indiqué à l'agence TAP", 0},
        {"Khartoum, Nov. 24 (SUNA) - The bridge stays closed until Monday.", "SUNA", "dateline", "(SUNA)", 0},
        {"A ponte continua fechada, disse hoje à ANGOP o governador.", "ANGOP", "disse hoje à", "disse hoje à ANGOP", 0},
        {"The bridge stays closed, the governor told the News Agency of Nigeria (NAN).",
         "NAN", "told", "told the News Agency of Nigeria", 0},
    };
    CHECK_ALL(cases);
}

static void americas_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"La Agencia Brasil informó que el puente seguirá cerrado.", "Agencia Brasil", "informó", "Agencia Brasil informó", 0},
        {"El puente seguirá cerrado, informó la agencia Télam.", "Telam", "informó", "informó la agencia Télam", 0},
        {"El puente seguirá cerrado, señaló a Prensa Latina el alcalde.", "Prensa Latina", "señaló a", "señaló a Prensa Latina", 0},
        {"México, 24 nov (Notimex).- El puente seguirá cerrado.", "Notimex", "dateline", "(Notimex)", 0},
    };
    CHECK_ALL(cases);
}

static void asia_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"The bridge stays closed, the mayor told PTI.", "PTI", "told", "told PTI", 0},
        {"PORT CITY [India], November 24 (ANI): The bridge stays closed.", "ANI", "dateline", "(ANI)", 0},
        {"New Delhi, Nov 24 (IANS) The bridge stays closed until Monday.", "IANS", "dateline", "(IANS)", 0},
        {"New Delhi, Nov 24 (UNI) The bridge stays closed until Monday.", "UNI", "dateline", "(UNI)", 0},
        {"ISLAMABAD, Nov 24 (APP): The bridge stays closed until Monday.", "APP", "dateline", "(APP)", 0},
        {"The bridge stays closed, the mayor told UNB.", "UNB", "told", "told UNB", 0},
        {"DHAKA, Nov 24, 2026 (BSS) - The bridge stays closed until Monday.", "BSS", "dateline", "(BSS)", 0},
        {"The bridge stays closed, Kyodo news agency reported.", "Kyodo", "reported", "Kyodo news agency reported", 0},
        {"The bridge stays closed, Jiji Press reported.", "Jiji", "reported", "Jiji Press reported", 0},
        {"時事通信によると、橋は閉鎖される。", "Jiji", "によると", "時事通信によると", 0},
        {"SEOUL, Nov. 24 (Yonhap) -- The bridge stays closed until Monday.", "Yonhap", "dateline", "(Yonhap)", 0},
        {"The bridge stays closed, North Korea's KCNA news agency reported.", "KCNA", "reported", "KCNA news agency reported", 0},
        {"Jakarta (ANTARA) - Jembatan ditutup sampai Senin.", "Antara", "dateline", "(ANTARA)", 0},
        {"KUALA LUMPUR, Nov 24 (Bernama) -- The bridge stays closed until Monday.", "Bernama", "dateline", "(Bernama)", 0},
        {"Hanoi (VNA) – The bridge stays closed until Monday.", "VNA", "dateline", "(VNA)", 0},
        {"Cầu sẽ đóng, theo Thông tấn xã Việt Nam.", "VNA", "theo", "theo Thông tấn xã Việt Nam", 0},
        {"BEIJING, Nov. 24 (Xinhua) -- The bridge stays closed until Monday.", "Xinhua", "dateline", "(Xinhua)", 0},
        {"中新社北京11月24日电 大桥将关闭至星期一。", "China News Service", "dateline", "中新社北京11月24日电", 0},
        {"據中央社報導，大橋將關閉。", "Central News Agency", "據", "據中央社", 0},
    };
    CHECK_ALL(cases);
}

static void names_of_others_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"The Dow Jones Industrial Average fell on Monday, brokers said.", NULL, NULL, NULL, 0},
        {"The Dow Jones index reported its worst day.", NULL, NULL, NULL, 0},
        {"Michael Bloomberg said the bridge stays closed.", NULL, NULL, NULL, 0},
        {"According to Petra Kvitova the bridge is closed.", NULL, NULL, NULL, 0},
        {"卡通社区的孩子们说，大桥已经关闭。", NULL, NULL, NULL, 0},
        {"МИА «Россия сегодня» сообщает о новых назначениях.", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(world_credits),
        cmocka_unit_test(europe_credits),
        cmocka_unit_test(russia_and_neighbours_credits),
        cmocka_unit_test(middle_east_credits),
        cmocka_unit_test(africa_credits),
        cmocka_unit_test(americas_credits),
        cmocka_unit_test(asia_credits),
        cmocka_unit_test(names_of_others_mentions_are_no_credits),
    };
    return cmocka_run_group_tests_name("match/attribution_names", tests, NULL, NULL);
}
