/* Credits in German and English, in texts written for this test; and mentions that are none. */
#include "credits.h"

static void german_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Die Brücke bleibt nach Angaben der Nachrichtenagentur dpa bis Montag gesperrt.",
         "dpa", "nach Angaben", "nach Angaben der Nachrichtenagentur dpa", 0},
        {"Die Brücke bleibe gesperrt, sagte die Bürgermeisterin der Nachrichtenagentur AFP.",
         "AFP", "sagte", "sagte die Bürgermeisterin der Nachrichtenagentur AFP", 0},
        {"Laut Reuters bleibt die Brücke bis Montag gesperrt.", "Reuters", "laut", "Laut Reuters", 0},
        {"HAFENSTADT (APA) - Die Brücke bleibt bis Montag gesperrt.", "APA", "dateline", "(APA)", 0},
        {"Hafenstadt (epd). Die Brücke bleibt bis Montag gesperrt.", "epd", "dateline", "(epd)", 0},
        {"Hafenstadt (KNA) Die Brücke bleibt bis Montag gesperrt.", "KNA", "dateline", "(KNA)", 0},
        {"Die Brücke bleibt gesperrt, bestätigte der Verein dem SID.", "SID", "bestätigte", "bestätigte der Verein dem SID", 0},
        {"Die Brücke bleibt gesperrt, sagte die Sprecherin der Nachrichtenagentur Keystone-SDA.",
         "Keystone-SDA", "sagte", "sagte die Sprecherin der Nachrichtenagentur Keystone-SDA", 0},
        {"Die Brücke bleibt gesperrt, meldete die russische Nachrichtenagentur Tass.",
         "TASS", "meldete", "meldete die russische Nachrichtenagentur Tass", 0},
        {"Die Brücke bleibt gesperrt, berichtet die staatliche türkische Nachrichtenagentur Anadolu.",
         "Anadolu", "berichtet", "berichtet die staatliche türkische Nachrichtenagentur Anadolu", 0},
        {"Die Brücke bleibt bis Montag gesperrt. (dpa/AFP/Reuters)", "dpa", "tag", "(dpa/AFP/Reuters)", 2},
        {"HAFENSTADT (dpa-AFX) - Die Brücke bleibt bis Montag gesperrt.", "dpa", "dateline", "(dpa-AFX)", 0},
    };
    CHECK_ALL(cases);
}

static void german_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Das Haus der dpa steht in Berlin neben der Brücke.", NULL, NULL, NULL, 0},
        {"Ein Fotograf von Reuters wurde an der Brücke verletzt.", NULL, NULL, NULL, 0},
        {"Der Dow Jones schließt höher, berichtet der Händler.", NULL, NULL, NULL, 0},
        {"Mehr Licht, sagte er der Frau.", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

static void english_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"The bridge stays closed until Monday, a city source told Reuters.", "Reuters", "told", "told Reuters", 0},
        {"Port City, Nov 24 (PTI) The bridge stays closed until Monday.", "PTI", "dateline", "(PTI)", 0},
        {"PORT CITY, Nov. 24 (Xinhua) -- The bridge stays closed until Monday.", "Xinhua", "dateline", "(Xinhua)", 0},
        {"The bridge stays closed until Monday, Kyodo News reported.", "Kyodo", "reported", "Kyodo News reported", 0},
        {"TEHRAN, Nov. 24 (IRNA) -- The bridge stays closed until Monday.", "IRNA", "dateline", "(IRNA)", 0},
        {"The bridge stays closed, according to the Italian news agency ANSA.",
         "ANSA", "according to", "according to the Italian news agency ANSA", 0},
        {"The bridge stays closed until Monday, AAP reported.", "AAP", "reported", "AAP reported", 0},
        {"The bridge stays closed until Monday, the mayor told the PA news agency.",
         "PA Media", "told", "told the PA news agency", 0},
        {"The bridge stays closed. The Saudi Press Agency (SPA) reported on Monday that it will open.",
         "SPA", "reported", "Saudi Press Agency (SPA) reported", 0},
    };
    CHECK_ALL(cases);
}

static void english_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"The Reuters building stands beside the bridge.", NULL, NULL, NULL, 0},
        {"An AFP photographer was hurt near the bridge.", NULL, NULL, NULL, 0},
        {"The Saudi Press Agency (SPA) has a building there.", NULL, NULL, NULL, 0},
        {"The mayor of Petra said the town is closed.", NULL, NULL, NULL, 0},
        {"He scored a report card, Trend said.", NULL, NULL, NULL, 0},
        {"Nova Scotia reported three cases.", NULL, NULL, NULL, 0},
        {"Maan said the film was good.", NULL, NULL, NULL, 0},
        {"Sana said the film was good.", NULL, NULL, NULL, 0},
        {"Safa reported the case.", NULL, NULL, NULL, 0},
        {"Leta said her mother is well.", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(german_credits),
        cmocka_unit_test(german_mentions_are_no_credits),
        cmocka_unit_test(english_credits),
        cmocka_unit_test(english_mentions_are_no_credits),
    };
    return cmocka_run_group_tests_name("match/attribution_germanic", tests, NULL, NULL);
}
