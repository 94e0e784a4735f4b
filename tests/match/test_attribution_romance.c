/* Credits in French, Spanish, Italian and Portuguese, in texts written for this test; and mentions that are none. */
#include "credits.h"

static void french_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Le pont restera fermé jusqu'à lundi, selon une source policière citée par l'AFP.",
         "AFP", "citée par", "citée par l'AFP", 0},
        {"D'après l'agence Reuters, le pont restera fermé jusqu'à lundi.", "Reuters", "d'après", "D'après l'agence Reuters", 0},
        {"« Le pont restera fermé », a confirmé dimanche le bourgmestre à l'agence Belga.",
         "Belga", "confirmé", "confirmé dimanche le bourgmestre à l'agence Belga", 0},
        {"Le pont est fermé, a fait savoir l'agence Tass, qui cite le ministère.",
         "TASS", "a fait savoir", "a fait savoir l'agence Tass", 0},
        {"DAKAR, 24 novembre (Xinhua) -- Le pont restera fermé jusqu'à lundi.", "Xinhua", "dateline", "(Xinhua)", 0},
        {"ALGER - Le pont restera fermé jusqu'à lundi, a indiqué l'APS.", "APS", "indique", "indiqué l'APS", 0},
        {"Le pont restera fermé, a déclaré à la MAP le directeur des routes.", "MAP", "a déclaré à", "a déclaré à la MAP", 0},
        {"Le pont restera fermé jusqu'à lundi.\n(Avec AFP)", "AFP", "avec", "Avec AFP", 0},
        {"Le pont restera fermé jusqu'à lundi.\nSource : AFP, Reuters", "AFP", "source", "Source : AFP", 1},
        {"Le pont restera fermé jusqu'à lundi, a appris Keystone-ATS.", "Keystone-SDA", "a appris", "a appris Keystone-ATS", 0},
        {"Le pont restera fermé, rapporte l'agence de presse officielle turque Anadolu.",
         "Anadolu", "rapporte", "rapporte l'agence de presse officielle turque Anadolu", 0},
        {"Tunis, 24 nov (TAP) - Le pont restera fermé jusqu'à lundi.", "TAP", "dateline", "(TAP)", 0},
        {"Le pont restera fermé, a relaté Sputnik.", "Sputnik", "a relaté", "a relaté Sputnik", 0},
        {"Selon l'agence espagnole EFE, le pont restera fermé.", "EFE", "selon", "Selon l'agence espagnole EFE", 0},
        {"Le pont restera fermé, comme le rapporte l'agence Interfax.",
         "Interfax", "comme le rapporte", "comme le rapporte l'agence Interfax", 0},
        {"Le maire, dans un entretien accordé à Reuters, a dit que le pont restera fermé.",
         "Reuters", "dans un entretien accordé à", "dans un entretien accordé à Reuters", 0},
        {"Le pont restera fermé, a-t-il expliqué à La Presse canadienne.",
         "Canadian Press", "expliqué à", "expliqué à La Presse canadienne", 0},
        {"(Belga) Le pont reste fermé.\n\nAvec AFP", "Belga", "dateline", "(Belga)", 1},
        {"Le pont est fermé, a-t-on appris auprès de la préfecture, a rapporté l'AFP.", "AFP", "a rapporté", "a rapporté l'AFP", 0},
        {"« Le pont est fermé », a déclaré à l'AFP un porte-parole.", "AFP", "a déclaré à", "a déclaré à l'AFP", 0},
        {"« Le pont est fermé », a déclaré le maire, cité par l'agence AFP.", "AFP", "cité par", "cité par l'agence AFP", 0},
        {"Selon Reuters, qui cite la mairie, le pont est fermé.", "Reuters", "selon", "Selon Reuters", 0},
        {"Interrogé par l'AFP, le maire a dit que le pont est fermé.", "AFP", "interrogé par", "Interrogé par l'AFP", 0},
        {"Un correspondant de l'AFP a constaté que le pont est fermé.", "AFP", "a constaté", "AFP a constaté", 0},
    };
    CHECK_ALL(cases);
}

static void french_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Le bâtiment de l'AFP se trouve place de la Bourse, à Paris.", NULL, NULL, NULL, 0},
        {"Un journaliste de Reuters a été blessé près du pont.", NULL, NULL, NULL, 0},
        {"L'agence Belga fêtera ses cent ans cette année.", NULL, NULL, NULL, 0},
        {"Le Dow Jones a clôturé en hausse, selon les analystes.", NULL, NULL, NULL, 0},
        {"La map du jeu a été annoncée.", NULL, NULL, NULL, 0},
        {"L'AFP a été fondée en 1835.", NULL, NULL, NULL, 0},
        {"Le siège de l'AFP est à Paris.", NULL, NULL, NULL, 0},
        {"Crédit photo : AFP", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

static void spanish_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"El puente seguirá cerrado hasta el lunes, informaron a EFE fuentes municipales.",
         "EFE", "informaron a", "informaron a EFE", 0},
        {"Puerto Claro, 24 nov (EFE).- El puente seguirá cerrado hasta el lunes.", "EFE", "dateline", "(EFE)", 0},
        {"El puente seguirá cerrado, según fuentes citadas por Reuters.", "Reuters", "citadas por", "citadas por Reuters", 0},
        {"El alcalde, en declaraciones a Europa Press, dijo que el puente seguirá cerrado.",
         "Europa Press", "en declaraciones a", "en declaraciones a Europa Press", 0},
        {"De acuerdo con la agencia de noticias Xinhua, el puente seguirá cerrado.",
         "Xinhua", "de acuerdo con", "De acuerdo con la agencia de noticias Xinhua", 0},
        {"El puente seguirá cerrado, dijo a Télam el intendente.", "Telam", "dijo a", "dijo a Télam", 0},
        {"El puente seguirá cerrado, reportó la agencia Notimex.", "Notimex", "reportó", "reportó la agencia Notimex", 0},
        {"La Habana, 24 nov (Prensa Latina) El puente seguirá cerrado hasta el lunes.",
         "Prensa Latina", "dateline", "(Prensa Latina)", 0},
        {"El puente seguirá cerrado hasta el lunes. (Con información de AFP)",
         "AFP", "con información de", "Con información de AFP", 0},
        {"El puente seguirá cerrado, comunicó la agencia rusa TASS.", "TASS", "comunicó", "comunicó la agencia rusa TASS", 0},
        {"El puente seguirá cerrado, de acuerdo a The Associated Press.",
         "AP", "de acuerdo a", "de acuerdo a The Associated Press", 0},
        {"\"El puente seguirá cerrado\", señaló el experto a Sputnik.", "Sputnik", "señaló", "señaló el experto a Sputnik", 0},
        {"Berlín (dpa) – El puente seguirá cerrado hasta el lunes.", "dpa", "dateline", "(dpa)", 0},
        {"El puente seguirá cerrado, según consigna la agencia ANSA.",
         "ANSA", "según consigna", "según consigna la agencia ANSA", 0},
        {"El puente seguirá cerrado. Fuente: EFE / AFP", "EFE", "fuente", "Fuente: EFE", 1},
        {"El puente seguirá cerrado, refirió la agencia Andina.", "Andina", "refirió", "refirió la agencia Andina", 0},
        {"El puente seguirá cerrado, según reveló este martes la AFP.",
         "AFP", "según reveló", "según reveló este martes la AFP", 0},
        {"Madrid, 24 nov (EFE).- El puente sigue cerrado.", "EFE", "dateline", "(EFE)", 0},
        {"CIUDAD (AP) — El puente sigue cerrado.", "AP", "dateline", "(AP)", 0},
        {"CIUDAD, 24 nov (Reuters) - El puente sigue cerrado.", "Reuters", "dateline", "(Reuters)", 0},
        {"\"El puente sigue cerrado\", dijo el alcalde en una entrevista con EFE.",
         "EFE", "en una entrevista con", "en una entrevista con EFE", 0},
        {"Según ha podido saber Europa Press, el puente sigue cerrado.",
         "Europa Press", "según ha podido saber", "Según ha podido saber Europa Press", 0},
        {"Fuentes policiales han confirmado a EFE que el puente sigue cerrado.",
         "EFE", "han confirmado a", "han confirmado a EFE", 0},
        {"El puente sigue cerrado, según Efe.", "EFE", "según", "según Efe", 0},
        {"Una fuente dijo a Reuters que el puente sigue cerrado.", "Reuters", "dijo a", "dijo a Reuters", 0},
    };
    CHECK_ALL(cases);
}

static void spanish_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"La sede de EFE está en Madrid y tiene nueve plantas.", NULL, NULL, NULL, 0},
        {"Un fotógrafo de Reuters cruzó el puente antes del cierre.", NULL, NULL, NULL, 0},
        {"Bloomberg anunció que dejará el ayuntamiento de la ciudad.", NULL, NULL, NULL, 0},
        {"La agencia EFE cumple 85 años este martes.", NULL, NULL, NULL, 0},
        {"El presidente de Europa Press recibió un premio.", NULL, NULL, NULL, 0},
        {"La EFE fue fundada en 1939.", NULL, NULL, NULL, 0},
        {"El fotógrafo de EFE ganó un premio.", NULL, NULL, NULL, 0},
        {"Foto: EFE / Juan Pérez", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

static void italian_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"(ANSA) - PORTOCHIARO, 24 NOV - Il ponte resta chiuso fino a lunedì.", "ANSA", "dateline", "(ANSA)", 0},
        {"Il ponte resta chiuso fino a lunedì, ANSA riferisce.", "ANSA", "riferisce", "ANSA riferisce", 0},
        {"Il ponte resta chiuso, a quanto apprende l'ANSA da fonti comunali.",
         "ANSA", "a quanto apprende", "a quanto apprende l'ANSA", 0},
        {"Il ponte resta chiuso, ha spiegato il sindaco all'Adnkronos.",
         "Adnkronos", "spiegato", "spiegato il sindaco all'Adnkronos", 0},
        {"Secondo l'agenzia Agi il ponte resta chiuso fino a lunedì.", "AGI", "secondo", "Secondo l'agenzia Agi", 0},
        {"Il ponte resta chiuso, secondo quanto riferito da Reuters.",
         "Reuters", "secondo quanto riferito da", "secondo quanto riferito da Reuters", 0},
        {"Il ponte resta chiuso, lo rende noto l'agenzia russa Tass.",
         "TASS", "lo rende noto", "lo rende noto l'agenzia russa Tass", 0},
        {"Portochiaro, 24 nov. (LaPresse) - Il ponte resta chiuso fino a lunedì.", "LaPresse", "dateline", "(LaPresse)", 0},
        {"Roma, 24 nov. (askanews) - Il ponte resta chiuso fino a lunedì.", "Askanews", "dateline", "(askanews)", 0},
        {"Il ponte resta chiuso, come riportato dall'agenzia Bloomberg.",
         "Bloomberg", "come riportato", "come riportato dall'agenzia Bloomberg", 0},
        {"Lo scrive l'agenzia Interfax citando il comune.", "Interfax", "lo scrive", "Lo scrive l'agenzia Interfax", 0},
        {"Il ponte resta chiuso: lo ha detto il sindaco all'Afp.", "AFP", "detto", "detto il sindaco all'Afp", 0},
        {"Il ponte resta chiuso, fanno sapere fonti ad \"Agenzia Nova\".",
         "Nova", "fanno sapere fonti ad", "fanno sapere fonti ad \"Agenzia Nova", 0},
        {"Il ponte resta chiuso.\nFonte: ANSA", "ANSA", "fonte", "Fonte: ANSA", 0},
        {"Il ponte resta chiuso fino a lunedì. (ANSA).", "ANSA", "tag", "(ANSA)", 0},
        {"Il ponte resta chiuso, stando all'agenzia di stampa Xinhua.",
         "Xinhua", "stando all'agenzia", "stando all'agenzia di stampa Xinhua", 0},
        {"Lo si apprende da fonti ANSA.", "ANSA", "si apprende da", "si apprende da fonti ANSA", 0},
        {"\"Il ponte è chiuso\", dice all'Adnkronos il sindaco.", "Adnkronos", "dice", "dice all'Adnkronos", 0},
        {"Il ponte è chiuso: a riferirlo è l'ANSA.", "ANSA", "a riferirlo è", "a riferirlo è l'ANSA", 0},
        {"Il ponte è chiuso, fanno sapere all'ANSA fonti del comune.", "ANSA", "fanno sapere", "fanno sapere all'ANSA", 0},
    };
    CHECK_ALL(cases);
}

static void italian_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Il palazzo dell'ANSA si trova in via della Dataria, a Roma.", NULL, NULL, NULL, 0},
        {"Il fotografo della Reuters ha attraversato il ponte.", NULL, NULL, NULL, 0},
        {"La nuova sede dell'Ansa apre lunedì.", NULL, NULL, NULL, 0},
        {"Dire la verità è importante, secondo il sindaco.", NULL, NULL, NULL, 0},
        {"L'ANSA ha una sede a Roma.", NULL, NULL, NULL, 0},
        {"La Reuters è un'agenzia.", NULL, NULL, NULL, 0},
        {"Foto ANSA", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

static void portuguese_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"A ponte continua fechada até segunda-feira, disse à Lusa o presidente da câmara.", "Lusa", "disse à", "disse à Lusa", 0},
        {"Segundo a Lusa, a ponte continua fechada até segunda-feira.", "Lusa", "segundo", "Segundo a Lusa", 0},
        {"Porto Claro, 24 nov 2026 (Lusa) -- A ponte continua fechada até segunda-feira.", "Lusa", "dateline", "(Lusa)", 0},
        {"A ponte continua fechada, informou a Agência Brasil.", "Agencia Brasil", "informou à", "informou a Agência Brasil", 0},
        {"A ponte continua fechada, de acordo com a agência Reuters.",
         "Reuters", "de acordo com", "de acordo com a agência Reuters", 0},
        {"Luanda - A ponte continua fechada, soube a Angop de fonte oficial.", "ANGOP", "soube", "soube a Angop", 0},
        {"A ponte continua fechada, noticiou a AFP.", "AFP", "noticiou", "noticiou a AFP", 0},
        {"\"A ponte continua fechada\", afirmou o prefeito à agência EFE.",
         "EFE", "afirmou", "afirmou o prefeito à agência EFE", 0},
        {"A ponte continua fechada até segunda-feira.\nEstadão Conteúdo", "Estadao Conteudo", "tag", "Estadão Conteúdo", 0},
        {"PORTO CLARO, SP (FOLHAPRESS) - A ponte continua fechada até segunda-feira.", "Folhapress", "dateline", "(FOLHAPRESS)", 0},
        {"A ponte continua fechada, relatou a agência de notícias chinesa Xinhua.",
         "Xinhua", "relatou à", "relatou a agência de notícias chinesa Xinhua", 0},
        {"A ponte continua fechada, conforme apurou a Bloomberg.",
         "Bloomberg", "conforme apurou", "conforme apurou a Bloomberg", 0},
        {"A ponte continua fechada até segunda-feira. (Com Reuters)", "Reuters", "tag", "(Com Reuters)", 0},
        {"A ponte continua fechada. *Com informações de AP e AFP", "AP", "com informações de", "Com informações de AP", 1},
        {"A ponte continua fechada, citou a agência russa TASS.", "TASS", "citou", "citou a agência russa TASS", 0},
        {"A ponte continua fechada, avançou hoje à agência Lusa fonte da empresa.",
         "Lusa", "avançou", "avançou hoje à agência Lusa", 0},
        {"O presidente disse, em declarações à agência Lusa, que a ponte está fechada.",
         "Lusa", "em declarações à", "em declarações à agência Lusa", 0},
        {"\"A ponte está fechada\", disse à agência Lusa o presidente.", "Lusa", "disse à", "disse à agência Lusa", 0},
        {"Duas fontes disseram à Reuters que a ponte está fechada.", "Reuters", "disseram à", "disseram à Reuters", 0},
        {"A ponte está fechada, disse fonte da câmara à Lusa.", "Lusa", "disse", "disse fonte da câmara à Lusa", 0},
    };
    CHECK_ALL(cases);
}

static void portuguese_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"A sede da Lusa fica em Lisboa, junto à ponte.", NULL, NULL, NULL, 0},
        {"Um repórter da Reuters atravessou a ponte antes do fecho.", NULL, NULL, NULL, 0},
        {"Nova ponte abre segunda-feira, disse o prefeito.", NULL, NULL, NULL, 0},
        {"Lusa Silva disse que a ponte está fechada.", NULL, NULL, NULL, 0},
        {"O presidente da Lusa demitiu-se na segunda-feira.", NULL, NULL, NULL, 0},
        {"A Lusa foi fundada em 1987.", NULL, NULL, NULL, 0},
        {"O fotógrafo da Reuters ganhou um prémio.", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(french_credits),
        cmocka_unit_test(french_mentions_are_no_credits),
        cmocka_unit_test(spanish_credits),
        cmocka_unit_test(spanish_mentions_are_no_credits),
        cmocka_unit_test(italian_credits),
        cmocka_unit_test(italian_mentions_are_no_credits),
        cmocka_unit_test(portuguese_credits),
        cmocka_unit_test(portuguese_mentions_are_no_credits),
    };
    return cmocka_run_group_tests_name("match/attribution_romance", tests, NULL, NULL);
}
