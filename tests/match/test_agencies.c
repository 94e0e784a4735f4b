/* Agencies and cues of a user beside the built-in ones: what lines may say, and what is said of a bad one. */
#include "credits.h"

#include "base/buf.h"
#include "match/attribution_table.h"
#include "support/failing.h"

static struct rp_agencies *load(const char *table)
{
    struct rp_agencies *agencies = NULL;
    struct rp_error error;
    uint64_t line;
    if (rp_agencies_load(rp_str_of(table), &agencies, &line, &error) != RP_OK)
        fail_msg("line %llu: %s", (unsigned long long)line, error.message);
    return agencies;
}

/* Asserts that a text has one credit, of this agency; NULL: none. */
static void assert_credit(const struct rp_agencies *agencies, const char *text, const char *agency)
{
    struct rp_attribution got[RP_LIMIT_ATTRIBUTIONS];
    size_t count = find_credits(agencies, text, strlen(text), got);
    bool wanted = agency == NULL ? count == 0 : count == 1 && strcmp(got[0].agency, agency) == 0;
    if (!wanted)
        fail_msg("%s: %zu credits, %s", text, count, count > 0 ? got[0].agency : "");
}

static void a_new_agency_is_credited_and_has_its_hosts(void **state)
{
    (void)state;
    struct rp_agencies *agencies = load("Quillpost\tquillpost.example qp.example\tQuillpost; Квиллпост{,а,у}; ?=Quill\n");
    static const char *const credits[] = {"The dam holds, Quillpost reported.", "Плотина держит, сообщили Квиллпосту. Источник: Квиллпост",
                                          "The dam holds, citing Quill."};
    for (size_t i = 0; i < 3; i++) {
        assert_credit(agencies, credits[i], "Quillpost");
        assert_credit(NULL, credits[i], NULL);
    }
    assert_credit(agencies, "He took a quill and reported.", NULL);
    assert_credit(agencies, "The dam holds, Reuters reported.", "Reuters");
    assert_true(rp_attribution_is_agency(agencies, rp_str_of("www.quillpost.example"), "Quillpost"));
    assert_true(rp_attribution_is_agency(agencies, rp_str_of("qp.example"), "Quillpost"));
    assert_true(rp_attribution_is_agency(agencies, rp_str_of("квиллпост"), "Quillpost") ||
                rp_attribution_is_agency(agencies, rp_str_of("Квиллпост"), "Quillpost"));
    assert_false(rp_attribution_is_agency(agencies, rp_str_of("notqp.example"), "Quillpost"));
    assert_false(rp_attribution_is_agency(NULL, rp_str_of("qp.example"), "Quillpost"));
    rp_agencies_free(agencies);
}

static void an_agency_that_is_there_gets_more_and_loses_nothing(void **state)
{
    (void)state;
    struct rp_agencies *agencies = load("reuters\treuters.example\tRoyters\r\nTASS\t-\tTelegrafnoye\n-\t-\tReuters Road");
    assert_int_equal(agencies->agency_count, rp_agencies_builtin.agency_count);
    assert_credit(agencies, "The dam holds, Royters reported.", "Reuters");
    assert_credit(agencies, "The dam holds, Reuters reported.", "Reuters");
    assert_credit(agencies, "The dam holds, citing Telegrafnoye.", "TASS");
    assert_credit(agencies, "The house stands, according to Reuters Road.", NULL);
    assert_true(rp_attribution_is_agency(agencies, rp_str_of("reuters.example"), "Reuters"));
    assert_true(rp_attribution_is_agency(agencies, rp_str_of("www.reuters.com"), "Reuters"));
    assert_true(rp_attribution_is_agency(agencies, rp_str_of("tass.com"), "TASS"));
    rp_agencies_free(agencies);
}

static void cues_may_stand_among_agencies_in_any_order(void **state)
{
    (void)state;
    struct rp_agencies *agencies = load("\xEF\xBB\xBF# mine\n\nQuillpost\t-\t[sw]Quillpost\nbefore!\tsw\tkulingana na\nafter\tsw,en\t{anasema,said so}\n");
    assert_credit(agencies, "Bwawa limeshika, kulingana na Reuters.", "Reuters");
    assert_credit(agencies, "Bwawa limeshika, kulingana na Quillpost.", "Quillpost");
    assert_credit(agencies, "Reuters anasema bwawa limeshika.", "Reuters");
    assert_credit(agencies, "The dam holds, citing Quillpost.", NULL); /* its one spelling wants a cue of Swahili */
    assert_credit(NULL, "Bwawa limeshika, kulingana na Reuters.", NULL);
    rp_agencies_free(agencies);
}

/* A cue of a user is reported as one of the table is: behind a comma without it, in two parts with the words between. */
static void cues_behind_a_comma_and_in_two_parts(void **state)
{
    (void)state;
    static const char comma[] = "Reuters, ambayo ilitangaza, ilisema.", parts[] = "Reuters mwandishi wa habari ameona boti.";
    struct rp_agencies *agencies = load("after!\tsw\t, ambayo {ilitangaza,ilisema}\nafter!\tsw\tmwandishi ... {ameona,alisema}\n");
    struct rp_attribution got[RP_LIMIT_ATTRIBUTIONS];
    assert_int_equal(find_credits(agencies, comma, strlen(comma), got), 1);
    assert_string_equal(got[0].cue, "ambayo ilitangaza");
    assert_memory_equal(comma + got[0].start, "Reuters, ambayo ilitangaza", got[0].end - got[0].start);
    assert_int_equal(find_credits(agencies, parts, strlen(parts), got), 1);
    assert_string_equal(got[0].cue, "mwandishi ... ameona");
    assert_memory_equal(parts + got[0].start, "Reuters mwandishi wa habari ameona", got[0].end - got[0].start);
    assert_credit(NULL, comma, NULL);
    assert_credit(NULL, parts, NULL);
    rp_agencies_free(agencies);
}

/* A site that republishes, and one that is the agency itself; and hosts that only look like an agency's. */
static void sites_of_agencies_are_told_from_others(void **state)
{
    (void)state;
    static const struct {
        const char *source, *agency;
        bool is;
    } cases[] = {
        {"sputniknews.com", "Sputnik", true},
        {"de.sputniknews.com", "Sputnik", true},
        {"az.sputniknews.ru", "Sputnik", true},
        {"sputnik.az", "Sputnik", true},
        {"www.sputnik.az", "Sputnik", true},
        {"sputnikglobe.com", "Sputnik", true},
        {"tass.ru", "TASS", true},
        {"tass.com", "TASS", true},
        {"nauka.tass.ru", "TASS", true},
        {"www.reuters.com", "Reuters", true},
        {"REUTERS.COM", "Reuters", true},
        {"apnews.com", "AP", true},
        {"www.afp.com", "AFP", true},
        {"english.news.cn", "Xinhua", true},
        {"english.kyodonews.net", "Kyodo", true},
        {"en.yna.co.kr", "Yonhap", true},
        {"en.trend.az", "Trend", true},
        {"www.aa.com.tr", "Anadolu", true},
        {"en.irna.ir", "IRNA", true},
        {"apa.az", "APA (Azerbaijan)", true},
        {"apa.at", "APA", true},
        {"notreuters.com", "Reuters", false},
        {"reuters.com.evil.example", "Reuters", false},
        {"reuters.com.", "Reuters", false},
        {"reuters.co", "Reuters", false},
        {"reuters-com.example", "Reuters", false},
        {".reuters.com.example", "Reuters", false},
        {"mysputnik.az", "Sputnik", false},
        {"sputnik.az.example", "Sputnik", false},
        {"sputniknews.example", "Sputnik", false},
        {"news.ru", "Sputnik", false},
        {"tass.ru.example", "TASS", false},
        {"intass.ru", "TASS", false},
        {"ru", "TASS", false},
        {"tass.com", "Sputnik", false},
        {"axar.az", "Sputnik", false},
        {"apa.az", "APA", false},
        {"apa.at", "APA (Azerbaijan)", false},
        {"xhby.net", "Xinhua", false},
        {"news.yahoo.com", "Reuters", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (rp_attribution_is_agency(NULL, rp_str_of(cases[i].source), cases[i].agency) != cases[i].is)
            fail_msg("%s for %s", cases[i].source, cases[i].agency);
}

/* What the table says of hosts can be a host at all, and no host is two agencies'. */
static bool has_host(const char *hosts, const char *host, size_t len)
{
    for (; *hosts != 0; hosts += strcspn(hosts, " ") + (hosts[strcspn(hosts, " ")] == ' '))
        if (strcspn(hosts, " ") == len && memcmp(hosts, host, len) == 0)
            return true;
    return false;
}

static void hosts_of_the_table_are_whole_and_of_one_agency(void **state)
{
    (void)state;
    const struct rp_agencies *tables = &rp_agencies_builtin;
    for (size_t i = 0; i < tables->agency_count; i++)
        for (const char *host = tables->agencies[i].hosts; *host != 0;) {
            size_t len = strcspn(host, " ");
            assert_non_null(memchr(host, '.', len));
            for (size_t k = 0; k < tables->agency_count; k++)
                if (k != i && has_host(tables->agencies[k].hosts, host, len))
                    fail_msg("%.*s is of %s and %s", (int)len, host, tables->agencies[i].name, tables->agencies[k].name);
            host += len + (host[len] == ' ');
        }
}

static void nothing_added_is_the_built_in_table(void **state)
{
    (void)state;
    static const char *const empty[] = {"", "\n", "# nothing\n\r\n"};
    for (size_t i = 0; i < 3; i++) {
        struct rp_agencies *agencies = load(empty[i]);
        const struct rp_phrase_set *ours = &agencies->names, *built = &rp_agencies_builtin.names;
        assert_int_equal(agencies->agency_count, rp_agencies_builtin.agency_count);
        assert_int_equal(ours->count, built->count);
        for (size_t k = 0; k < ours->count; k++) {
            assert_string_equal(ours->phrase[k].text, built->phrase[k].text);
            assert_int_equal(ours->phrase[k].agency, built->phrase[k].agency);
            assert_int_equal(ours->phrase[k].langs, built->phrase[k].langs);
            assert_int_equal(ours->phrase[k].first, built->phrase[k].first);
        }
        assert_memory_equal(ours->slot, built->slot, (ours->slot_mask + 1) * sizeof *ours->slot);
        assert_int_equal(agencies->forward.count, rp_agencies_builtin.forward.count);
        assert_int_equal(agencies->backward.count, rp_agencies_builtin.backward.count);
        rp_agencies_free(agencies);
    }
}

static void assert_fault(struct rp_str table, enum rp_status status, uint64_t at, const char *says)
{
    struct rp_agencies *agencies = NULL;
    struct rp_error error = {.message = ""};
    uint64_t line = 99;
    enum rp_status got = rp_agencies_load(table, &agencies, &line, &error);
    if (got != status || line != at || strstr(error.message, says) == NULL)
        fail_msg("%.*s: %s in line %llu: %s", (int)(table.len < 80 ? table.len : 80), table.data, rp_status_name(got), (unsigned long long)line,
                 error.message);
    assert_int_equal(error.status, status);
    assert_null(agencies);
}

static void a_bad_line_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *table;
        enum rp_status status;
        uint64_t line;
        const char *says;
    } cases[] = {
        {"Quillpost quillpost.example Quillpost", RP_BAD_VALUE, 1, "three columns with tabs between"},
        {"# a\nQuillpost\tquillpost.example", RP_BAD_VALUE, 2, "three columns"},
        {"Quillpost\t-\tQuillpost\tmore", RP_BAD_VALUE, 1, "three columns"},
        {"\n\t-\tQuillpost", RP_BAD_VALUE, 2, "no name"},
        {"Quillpost\thttps://quillpost.example/\tQuillpost", RP_BAD_VALUE, 1, "\"https://quillpost.example/\" is no host of \"Quillpost\""},
        {"Quillpost\tquillpost\tQuillpost", RP_BAD_VALUE, 1, "no host"},
        {"Quillpost\t.example\tQuillpost", RP_BAD_VALUE, 1, "no host"},
        {"Quillpost\tquillpost..example\tQuillpost", RP_BAD_VALUE, 1, "no host"},
        {"Quillpost\ta.example  b.example\tQuillpost", RP_BAD_VALUE, 1, "one space between"},
        {"Quillpost\t\tQuillpost", RP_BAD_VALUE, 1, "- for none"},
        {"befor\ten\tciting", RP_BAD_VALUE, 1, "no kind of cue is called \"befor\""},
        {"name\ten\tciting", RP_BAD_VALUE, 1, "no kind of cue is called \"name\""},
        {"-\tquillpost.example\tQuillpost", RP_BAD_VALUE, 1, "a host for names that are no agency's"},
        {"Quillpost\t-\tQuillpost\nQP\t-\tQP\nQUILLPOST\t-\tQuill", RP_REPEATED_KEY, 3, "\"QUILLPOST\" is in line 1 already"},
        {"Reuters\t-\tRoyters\nReuters\t-\tRojters", RP_REPEATED_KEY, 2, "\"Reuters\" is in line 1 already"},
        {"Quillpost\t-\tQuillpost;", RP_BAD_VALUE, 1, "an empty spelling"},
        {"Quillpost\t-\t?=", RP_BAD_VALUE, 1, "an empty spelling"},
        {"Quillpost\t-\t...", RP_BAD_VALUE, 1, "\"...\" has no words"},
        {"Quillpost\t-\t{Quill,}", RP_BAD_VALUE, 1, "has no words"},
        {"Quillpost\t-\ta b c d e f g h i j k l m n o p q", RP_BAD_VALUE, 1, "has 17 words"},
        {"Quillpost\t-\tQuill{a,b", RP_BAD_VALUE, 1, "a { without a }"},
        {"Quillpost\t-\tQuill{a,{b,c}}", RP_BAD_VALUE, 1, "one within another"},
        {"Quillpost\t-\tQuill a}", RP_BAD_VALUE, 1, "a } without a {"},
        {"Quillpost\t-\tQ{a,b}{a,b}{a,b}{a,b}{a,b}", RP_LIMIT, 1, "more than 4 of {a,b}"},
        {"Quillpost\t-\t[en", RP_BAD_VALUE, 1, "a [ without a ]"},
        {"Quillpost\t-\t[]Quillpost", RP_BAD_VALUE, 1, "no list of languages"},
        {"Quillpost\t-\t[en,]Quillpost", RP_BAD_VALUE, 1, "no list of languages"},
        {"Quillpost\t-\t[EN]Quillpost", RP_BAD_VALUE, 1, "no list of languages"},
        {"QP\t-\tQP\nQuillpost\t-\t[xq]Quillpost", RP_BAD_VALUE, 2, "unknown language \"xq\""},
        {"before\t\tciting", RP_BAD_VALUE, 1, "no list of languages"},
        {"before\ten\t", RP_BAD_VALUE, 1, "has no words"},
        {"before\ten\t,", RP_BAD_VALUE, 1, "has no words"},
        {"QP\t-\tQP\nQuillpost\t-\tQuillpost; Associated Press", RP_BAD_VALUE, 2, "\"Associated Press\" is a spelling of \"AP\" already"},
        {"QP\t-\tQuill\nQuillpost\t-\tquill", RP_BAD_VALUE, 2, "\"quill\" is a spelling of \"QP\" already"},
        {"Quillpost\t-\tQuillpost\nQP\t-\tQ\xC3(P", RP_INVALID_UTF8, 2, "not valid UTF-8 at byte 7 of the line"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_fault(rp_str_of(cases[i].table), cases[i].status, cases[i].line, cases[i].says);
    static const char nul[] = "# a\nQuill\0post\t-\tQuillpost";
    assert_fault((struct rp_str){nul, sizeof nul - 1}, RP_BAD_VALUE, 2, "NUL");
}

static void one_spelling_may_be_two_agencies_by_language_or_bytes(void **state)
{
    (void)state;
    rp_agencies_free(load("Quillpost\t-\t[az]=QPX\nQuinpress\t-\t[de]=QPX"));
    rp_agencies_free(load("Quillpost\t-\t=QPX\nQuinpress\t-\t=qpx"));
    rp_agencies_free(load("Quillpost\t-\tQuill; Quill"));
    rp_agencies_free(load("Reuters\t-\tReuters"));
}

static void limits_are_met(void **state)
{
    (void)state;
    struct rp_buf table;
    char line[64];
    rp_buf_init(&table, 2 * RP_LIMIT_AGENCY_TABLE);
    assert_int_equal(rp_buf_add(&table, "#", 1), RP_OK);
    while (table.len < RP_LIMIT_AGENCY_TABLE)
        assert_int_equal(rp_buf_add(&table, " no lines at all", table.len + 16 <= RP_LIMIT_AGENCY_TABLE ? 16 : 1), RP_OK);
    struct rp_agencies *agencies;
    uint64_t at;
    assert_int_equal(rp_agencies_load((struct rp_str){table.data, table.len}, &agencies, &at, NULL), RP_OK);
    rp_agencies_free(agencies);
    assert_int_equal(rp_buf_add(&table, "#", 1), RP_OK);
    assert_fault((struct rp_str){table.data, table.len}, RP_LIMIT, 0, "more than the limit of 4194304 bytes");

    rp_buf_clear(&table);
    size_t room = RP_LIMIT_AGENCIES - rp_agencies_builtin.agency_count;
    for (size_t i = 0; i <= room; i++)
        rp_buf_add(&table, line, (size_t)snprintf(line, sizeof line, "Quill%zu\t-\tQuill%zu\n", i, i));
    assert_fault((struct rp_str){table.data, table.len}, RP_LIMIT, room + 1, "more than the limit of 10000 agencies");

    rp_buf_clear(&table);
    rp_buf_add_str(&table, rp_str_of("Quillpost\t-\tQuill{"));
    for (size_t i = 0; i < 300; i++)
        rp_buf_add(&table, line, (size_t)snprintf(line, sizeof line, "%s%zu", i > 0 ? "," : "", i));
    rp_buf_add_str(&table, rp_str_of("} post{"));
    for (size_t i = 0; i < 250; i++)
        rp_buf_add_str(&table, rp_str_of(","));
    rp_buf_add_str(&table, rp_str_of("}"));
    assert_fault((struct rp_str){table.data, table.len}, RP_LIMIT, 1, "is longer than 1024 bytes");

    rp_buf_clear(&table);
    rp_buf_add_str(&table, rp_str_of("\nQuillpost\t-\tQuill{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p}{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p}"
                                     "{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p}{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p}"));
    assert_fault((struct rp_str){table.data, table.len}, RP_LIMIT, 2, "more than the limit of 50000 spellings or cues");

    rp_buf_clear(&table);
    for (char c = 'a'; c <= 'z'; c++)
        for (char d = 'a'; d <= 'c'; d++)
            rp_buf_add(&table, line, (size_t)snprintf(line, sizeof line, "before\tq%c%c\tciting\n", c, d));
    assert_fault((struct rp_str){table.data, table.len}, RP_LIMIT, RP_LANGS_MAX - rp_agencies_builtin.lang_count + 1, "more than 64 languages");
    rp_buf_done(&table);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const char table[] = "Quillpost\tquillpost.example\tQuill{,s} post; =QP\nReuters\treuters.example\tRoyters\nlink\txq\tna\n";
    struct rp_agencies *agencies;
    struct failing failing;
    struct rp_error error;
    uint64_t line;
    enum rp_status status = RP_NO_MEMORY;
    for (size_t n = 1; status != RP_OK; n++) {
        failing_start(&failing, n);
        line = 7;
        status = rp_agencies_load(rp_str_of(table), &agencies, &line, &error);
        failing_stop();
        assert_true(n < 1000);
        if (status != RP_OK) {
            assert_int_equal(status, RP_NO_MEMORY);
            assert_int_equal(error.status, RP_NO_MEMORY);
            assert_int_equal(line, 0);
        }
    }
    rp_agencies_free(agencies);
    rp_agencies_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_agency_is_credited_and_has_its_hosts),
        cmocka_unit_test(an_agency_that_is_there_gets_more_and_loses_nothing),
        cmocka_unit_test(cues_may_stand_among_agencies_in_any_order),
        cmocka_unit_test(cues_behind_a_comma_and_in_two_parts),
        cmocka_unit_test(sites_of_agencies_are_told_from_others),
        cmocka_unit_test(hosts_of_the_table_are_whole_and_of_one_agency),
        cmocka_unit_test(nothing_added_is_the_built_in_table),
        cmocka_unit_test(a_bad_line_is_named),
        cmocka_unit_test(one_spelling_may_be_two_agencies_by_language_or_bytes),
        cmocka_unit_test(limits_are_met),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("match/agencies", tests, NULL, NULL);
}
