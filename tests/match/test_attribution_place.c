/* Credits by their place: datelines, bylines, tag lines; mentions that are no credits; and texts made to take long. */
#include "credits.h"

#include <stdlib.h>

static void test_datelines(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"LONDON (Reuters) - The plant closes.", "Reuters", "dateline", "(Reuters)", 0},
        {"Headline here\n(AP) — The plant closes.", "AP", "dateline", "(AP)", 0},
        {"Berlin (dpa) - Das Werk schließt.", "dpa", "dateline", "(dpa)", 0},
        {"Headline. More page noise MOSCOW (Sputnik) The plant closes.", "Sputnik", "dateline", "(Sputnik)", 0},
        {"Plant closes - Sputnik International\n05.10.2017(updated 1935 05.10.2017) Noise HARBOUR (Sputnik) The plant closes.", "Sputnik",
         "dateline", "(Sputnik)", 0},
        {"Headline. More page noise RAS EL-HIR (Quayland) (Sputnik) The plant closes.", "Sputnik", "dateline", "(Sputnik)", 0},
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
        {"Plant closes Jane Doe and John Roe, Associated Press 3:37 p.m. EST December 31, 2016 The plant closes.", "AP", "byline",
         "Associated Press", 0},
        {"Harbour News May 3 Old Plant Closes by Jane Doe and The Associated Press Share HARBOUR — The plant closes.", "AP", "byline",
         "Associated Press", 0},
        {"Harbour News May 3 Old Plant Closes by Reuters advertisement HARBOUR — The plant closes.", "Reuters", "byline", "Reuters", 0},
        {"The plant closes, the owner said. ( AP ) The quay was empty. ( Harbour Post ) The mayor resigned.", "AP", "tag", "( AP )", 0},
        {"The plant closes. [ Reuters ] • The quay was empty. [ Harbour Post ] • The mayor resigned.", "Reuters", "tag", "[ Reuters ]", 0},
        {"Plant closes\nThe Associated Press\n\nThe plant closes.", "AP", "byline", "Associated Press", 0},
        {"Plant closes\nThe plant closes in May. (Harbour Post and Reuters)", "Reuters", "tag", "(Harbour Post and Reuters)", 0},
        {"Plant closes\nBy JANE DOE and JOHN ROE, Associated Press\nThe plant closes.", "AP", "byline", "Associated Press", 0},
        {"Plant closes\nCBS/AP January 14, 2017, 10:27 AM The plant closes.", "AP", "byline", "AP", 0},
        {"Plant closes\nThe plant closes in May. (AFP)", "AFP", "tag", "(AFP)", 0},
        {"Plant closes\nThe plant closes in May.\nReuters", "Reuters", "tag", "Reuters", 0},
        {"Plant closes\nThe plant closes in May, the owner said.\nReuters\n\nSee also\nOther plants\nContact", "Reuters", "tag", "Reuters", 0},
        {"Plant closes\nThe plant closes in May.--AFP", "AFP", "tag", "AFP", 0},
        {"कारखाना बंद है। (भाषा)", "Bhasha", "tag", "(भाषा)", 0},
        {"Old Plant Closes By jane doe and john roe, associated press HARBOUR, Quayland Dec 4, 2016, 10:18 PM ET The plant closes.", "AP", "byline",
         "associated press", 0},
        {"Old plant closes in May\nFriday 4 May 2018 Old plant closes in May AFP The plant closes.", "AFP", "byline", "AFP", 0},
        {"Old plant closes in May\nOld plant closes in May 4 May 2018 SANA The plant closes.", "SANA", "byline", "SANA", 0},
        {"Old plant closes\nThe old plant closes in May 4 May 2018 Harbour SANA-The plant closes.", "SANA", "dateline", "SANA", 0},
        {"Old Plant Closes By jane doe, ap sports writer HARBOUR Dec 4, 2016, 10:18 PM ET The plant closes.", "AP", "byline", "ap", 0},
        {"Harbour News May 3 Owner Accuses Them of Stealing the Plant by Jane Doe, John Roe and Reuters Share HARBOUR — The plant closes.",
         "Reuters", "byline", "Reuters", 0},
        {"Old plant closes\nFri 04 May 2018 at 1459 Regional NNA - The plant closes.", "NNA", "dateline", "NNA", 0},
        {"Old plant closes. The owner leaves the town. (MNA) - The plant closes.", "Mehr", "dateline", "(MNA)", 0},
        {"Old plant closes in May\nJane Doe\n\nAssociated Press\n\nHARBOUR — The plant closes.", "AP", "byline", "Associated Press", 0},
    };
    CHECK_ALL(cases);
}

static void test_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"According to doctors the Sputnik V vaccine works.", NULL, NULL, NULL, 0},
        {"A Sputnik reporter was arrested in the harbour.", NULL, NULL, NULL, 0},
        {"A Reuters photographer was arrested in the harbour, and the mayor said so.", NULL, NULL, NULL, 0},
        {"Jane Doe, an AP reporter, said that the mayor had lied to her.", NULL, NULL, NULL, 0},
        {"The plant was photographed from a boat hired by Reuters and the ferry was late.", NULL, NULL, NULL, 0},
        {"Plant closes\nBy Jane Roe and Petra Doe\nThe plant closes.", NULL, NULL, NULL, 0},
        {"Boats lie at the quay of the old harbour [Anadolu] The plant closes.", NULL, NULL, NULL, 0},
        {"The harbour in May. AFP photographer Jane Doe", NULL, NULL, NULL, 0},
        {"The harbour in May, AFP via Getty Images", NULL, NULL, NULL, 0},
        {"The harbour in May © AFP via Getty Images", NULL, NULL, NULL, 0},
        {"Petra's mother reported a fire. She told Petra's sister so.", NULL, NULL, NULL, 0},
        {"The AFP said that two men were arrested in Perth.", NULL, NULL, NULL, 0},
        {"“It closes in May.”\n\nJane Doe, Bloomberg\n\nOthers say it does not.", NULL, NULL, NULL, 0},
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
        {"Old plant closes in May\nOld plant closes in May REUTERS Jane Doe The plant closes.", NULL, NULL, NULL, 0},
        {"Old plant closes in May\nOld plant closes in May Petra Doe The plant closes.", NULL, NULL, NULL, 0},
        {"By contrast, the AFP ad says nothing of the plant.", NULL, NULL, NULL, 0},
        {"The head of the Associated Press said that he would leave.", NULL, NULL, NULL, 0},
        {"Reuters, which has an office in the harbour, was burgled.", NULL, NULL, NULL, 0},
        {"The owner gave money to Americans for Prosperity (AFP). The group is rich, AFP said.", NULL, NULL, NULL, 0},
        {"AFP said it would pay. The Americans for Prosperity (AFP) were founded in May.", NULL, NULL, NULL, 0},
        {"The Immigration and Nationality Act (INA) says so.", NULL, NULL, NULL, 0},
        {"The source Reuters had named was wrong.", NULL, NULL, NULL, 0},
        {"By then, sputnik was a word that everybody knew.", NULL, NULL, NULL, 0},
        {"The loss could not immediately be confirmed by Reuters.", NULL, NULL, NULL, 0},
        {"“Take your boat,” said Mr. Bloomberg.", NULL, NULL, NULL, 0},
        {"The rich Michael Bloomberg runs. The mayor told Bloomberg to go.", NULL, NULL, NULL, 0},
        {"SOURCE: HARBOUR POST/APP ANNIE", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

/* Names as thick as they can stand, with all that is looked for around them. What takes quadratic time does not end within the time limit of a test. */
static void test_names_without_end(void **state)
{
    (void)state;
    static const char *const units[] = {"AP/aaa/", "(AP) ", "by AP, ", "Source: AP, ", "to AP "};
    enum { REPEATS = 100000 };
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        struct rp_attribution got[RP_LIMIT_ATTRIBUTIONS];
        size_t width = strlen(units[u]), len = width * REPEATS;
        char *text = malloc(len);
        assert_non_null(text);
        for (size_t i = 0; i < REPEATS; i++)
            memcpy(text + i * width, units[u], width);
        size_t count = find_credits(NULL, text, len, got);
        assert_true(count <= RP_LIMIT_ATTRIBUTIONS);
        for (size_t i = 0; i < count; i++)
            assert_true(got[i].start < got[i].end && got[i].end <= len);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_datelines),
        cmocka_unit_test(test_bylines_and_tags),
        cmocka_unit_test(test_mentions_are_no_credits),
        cmocka_unit_test(test_names_without_end),
    };
    return cmocka_run_group_tests_name("match/attribution_place", tests, NULL, NULL);
}
