/* Credits in Turkish and Azerbaijani, in texts written for this test; and mentions that are none. */
#include "credits.h"

static void turkish_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"AA'ya göre köprü pazartesiye kadar kapalı kalacak.", "Anadolu", "göre", "AA'ya göre", 0},
        {"Köprü pazartesiye kadar kapalı kalacak. (AA)", "Anadolu", "tag", "(AA)", 0},
        {"Vali, Anadolu Ajansına (AA) yaptığı açıklamada köprünün kapalı kalacağını söyledi.",
         "Anadolu", "yaptığı açıklamada", "Anadolu Ajansına (AA) yaptığı açıklamada", 0},
        {"Reuters'a konuşan kaynaklar köprünün kapalı kalacağını bildirdi.",
         "Reuters", "konuşan kaynaklar", "Reuters'a konuşan kaynaklar", 0},
        {"Reuters haber ajansı köprünün kapalı kalacağını duyurdu.",
         "Reuters", "duyurdu", "Reuters haber ajansı köprünün kapalı kalacağını duyurdu", 0},
        {"LİMANKENT (DHA) - Köprü pazartesiye kadar kapalı kalacak.", "DHA", "dateline", "(DHA)", 0},
        {"Köprü kapalı kalacak, İHA muhabirinin edindiği bilgiye göre.",
         "IHA", "muhabirinin edindiği bilgiye göre", "İHA muhabirinin edindiği bilgiye göre", 0},
        {"Sputnik'e konuşan uzman, köprünün kapalı kalacağını söyledi.", "Sputnik", "konuşan", "Sputnik'e konuşan", 0},
        {"Rus TASS ajansının haberine göre köprü kapalı kalacak.", "TASS", "haberine göre", "TASS ajansının haberine göre", 0},
        {"AFP'nin aktardığına göre köprü kapalı kalacak.", "AFP", "aktardığına göre", "AFP'nin aktardığına göre", 0},
        {"Bloomberg'in haberine göre köprü kapalı kalacak.", "Bloomberg", "haberine göre", "Bloomberg'in haberine göre", 0},
        {"Çin resmi haber ajansı Xinhua'nın bildirdiğine göre köprü kapalı kalacak.",
         "Xinhua", "bildirdiğine göre", "Xinhua'nın bildirdiğine göre", 0},
        {"Suriye resmi haber ajansı SANA, köprünün kapalı kalacağını duyurdu.",
         "SANA", "duyurdu", "SANA, köprünün kapalı kalacağını duyurdu", 0},
        {"İran'ın yarı resmi Tasnim haber ajansı köprünün kapalı kalacağını yazdı.",
         "Tasnim", "yazdı", "Tasnim haber ajansı köprünün kapalı kalacağını yazdı", 0},
        {"Associated Press'in haberinde köprünün kapalı kalacağı belirtildi.",
         "AP", "haberinde", "Associated Press'in haberinde", 0},
        {"Interfax'ın aktardığı habere göre köprü kapalı kalacak.",
         "Interfax", "aktardığı habere göre", "Interfax'ın aktardığı habere göre", 0},
        {"Köprü pazartesiye kadar kapalı kalacak.\nKaynak: AA", "Anadolu", "kaynak", "Kaynak: AA", 0},
        {"RIA Novosti'ye açıklama yapan vali, köprünün kapalı kalacağını söyledi.",
         "RIA Novosti", "açıklama yapan", "RIA Novosti'ye açıklama yapan", 0},
        {"Alman Haber Ajansı dpa'ya göre köprü kapalı kalacak.", "dpa", "göre", "dpa'ya göre", 0},
        {"Bakan, AA muhabirinin sorularını yanıtladı ve köprünün kapalı olduğunu söyledi.",
         "Anadolu", "muhabirinin", "AA muhabirinin", 0},
        {"ANKARA (AA) - MEHMET YILMAZ - Köprü pazartesiye kadar kapalı.", "Anadolu", "dateline", "(AA)", 0},
        {"İngiliz haber ajansı Reuters'a göre köprü kapalı.", "Reuters", "göre", "Reuters'a göre", 0},
        {"Rus haber ajansı TASS, köprünün kapalı olduğunu bildirdi.",
         "TASS", "bildirdi", "TASS, köprünün kapalı olduğunu bildirdi", 0},
        {"AA muhabirine konuşan vali köprünün kapalı olduğunu söyledi.",
         "Anadolu", "muhabirine konuşan", "AA muhabirine konuşan", 0},
        {"DHA'ya konuşan vali köprünün kapalı olduğunu söyledi.", "DHA", "konuşan", "DHA'ya konuşan", 0},
        {"Bloomberg, konuya yakın kaynaklara dayandırdığı haberinde köprünün kapalı olduğunu yazdı.",
         "Bloomberg", "yazdı", "Bloomberg, konuya yakın kaynaklara dayandırdığı haberinde köprünün kapalı olduğunu yazdı", 0},
        {"Fransız haber ajansı AFP'ye konuşan yetkili köprünün kapalı olduğunu belirtti.", "AFP", "konuşan", "AFP'ye konuşan", 0},
        {"Reuters'ın haberine göre köprü kapalı.", "Reuters", "haberine göre", "Reuters'ın haberine göre", 0},
        {"Anadolu Ajansının aktardığına göre köprü kapalı.",
         "Anadolu", "aktardığına göre", "Anadolu Ajansının aktardığına göre", 0},
        {"TASS'ın aktardığına göre köprü kapalı.", "TASS", "aktardığına göre", "TASS'ın aktardığına göre", 0},
        {"(İHA) - Köprü pazartesiye kadar kapalı.", "IHA", "dateline", "(İHA)", 0},
    };
    CHECK_ALL(cases);
}

static void turkish_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Anadolu'nun birçok yerinde köprüler kapalı.", NULL, NULL, NULL, 0},
        {"Reuters binasının önünde bir köprü var.", NULL, NULL, NULL, 0},
        {"Haber trend oldu, herkes konuştu.", NULL, NULL, NULL, 0},
        {"Tasnim haber ajansının binasında çıkan yangını vali duyurdu.", NULL, NULL, NULL, 0},
        {"Reuters muhabiri köprüde yaralandı, polis duyurdu.", NULL, NULL, NULL, 0},
        {"Anadolu'da kar yağışı bekleniyor, vali söyledi.", NULL, NULL, NULL, 0},
        {"AA grubu yatırım aracı, uzman dedi.", NULL, NULL, NULL, 0},
        {"Anadolu Efes maçı kazandı, hoca açıkladı.", NULL, NULL, NULL, 0},
        {"Anadolu Ajansı yeni bir ofis açtı.", NULL, NULL, NULL, 0},
        {"Reuters'ın binasında yangın çıktı.", NULL, NULL, NULL, 0},
        {"AA'nın genel müdürü değişti.", NULL, NULL, NULL, 0},
        {"Sputnik uydusu 1957'de fırlatıldı.", NULL, NULL, NULL, 0},
        {"Fotoğraf: AA", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

static void azerbaijani_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Körpü bazar ertəsinə qədər bağlı qalacaq, Trend-in məlumatına görə.",
         "Trend", "məlumatına görə", "Trend-in məlumatına görə", 0},
        {"Axar.az Sputnik-ə istinadən xəbər verir ki, körpü bağlı qalacaq.",
         "Sputnik", "istinadən xəbər verir", "Sputnik-ə istinadən xəbər verir", 0},
        {"\"Report\"un məlumatına görə, körpü bağlı qalacaq.",
         "Report (Azerbaijan)", "məlumatına görə", "Report\"un məlumatına görə", 0},
        {"Körpü bağlı qalacaq. Bu barədə APA-ya nazirlikdən məlumat verilib.",
         "APA (Azerbaijan)", "məlumat verilib", "APA-ya nazirlikdən məlumat verilib", 0},
        {"Bakı, 24 noyabr, AZƏRTAC. Körpü bazar ertəsinə qədər bağlı qalacaq.", "Azertac", "dateline", "AZƏRTAC", 0},
        {"AZƏRTAC xəbər verir ki, körpü bağlı qalacaq.", "Azertac", "xəbər verir", "AZƏRTAC xəbər verir", 0},
        {"Körpü bağlı qalacaq, Turan agentliyi məlumat yayıb.", "Turan", "məlumat yayıb", "Turan agentliyi məlumat yayıb", 0},
        {"Körpü bağlı qalacaq. Bu barədə \"Reuters\" agentliyi məlumat yayıb.",
         "Reuters", "məlumat yayıb", "Reuters\" agentliyi məlumat yayıb", 0},
        {"TASS-ın verdiyi xəbərə görə, körpü bağlı qalacaq.", "TASS", "verdiyi xəbərə görə", "TASS-ın verdiyi xəbərə görə", 0},
        {"RİA Novosti xəbər verir ki, körpü bağlı qalacaq.", "RIA Novosti", "xəbər verir", "RİA Novosti xəbər verir", 0},
        {"Körpü bağlı qalacaq, \"Anadolu\" agentliyi bildirib.", "Anadolu", "bildirib", "Anadolu\" agentliyi bildirib", 0},
        {"\"İnterfaks\" agentliyinə istinadən bildirilir ki, körpü bağlı qalacaq.",
         "Interfax", "istinadən bildirilir", "İnterfaks\" agentliyinə istinadən bildirilir", 0},
        {"\"Bloomberg\" yazır ki, körpü bağlı qalacaq.", "Bloomberg", "yazır", "Bloomberg\" yazır", 0},
        {"İran dövlət xəbər agentliyi IRNA körpünün bağlı qalacağını açıqlayıb.",
         "IRNA", "açıqlayıb", "IRNA körpünün bağlı qalacağını açıqlayıb", 0},
        {"APA xəbər verir ki, körpü bağlı qalacaq.", "APA (Azerbaijan)", "xəbər verir", "APA xəbər verir", 0},
        {"Bakı. Trend: Körpü bazar ertəsinə qədər bağlı qalacaq.", "Trend", "dateline", "Trend", 0},
        {"Nazir Sputnik Azərbaycan-a deyib ki, körpü bağlı qalacaq.", "Sputnik", "deyib", "Sputnik Azərbaycan-a deyib", 0},
        {"Bu barədə \"İnterfaks-Azərbaycan\" məlumat verir.",
         "Interfax-Azerbaijan", "məlumat verir", "İnterfaks-Azərbaycan\" məlumat verir", 0},
        {"Körpü bağlı qalacaq.\nMənbə: Report", "Report (Azerbaijan)", "mənbə", "Mənbə: Report", 0},
        {"Trend xəbər verir ki, körpü bağlıdır.", "Trend", "xəbər verir", "Trend xəbər verir", 0},
        {"AZƏRTAC-ın xəbərinə görə, körpü bağlıdır.", "Azertac", "xəbərinə görə", "AZƏRTAC-ın xəbərinə görə", 0},
        {"\"Report\" bu barədə nazirliyə istinadən xəbər verir.",
         "Report (Azerbaijan)", "xəbər verir", "Report\" bu barədə nazirliyə istinadən xəbər verir", 0},
        {"Bu barədə \"Report\"a nazirlikdən bildirilib.",
         "Report (Azerbaijan)", "bildirilib", "Report\"a nazirlikdən bildirilib", 0},
        {"Bu barədə APA nazirliyə istinadən xəbər verir.",
         "APA (Azerbaijan)", "xəbər verir", "APA nazirliyə istinadən xəbər verir", 0},
        {"Bu barədə TASS informasiya agentliyi məlumat verir.",
         "TASS", "məlumat verir", "TASS informasiya agentliyi məlumat verir", 0},
        {"Axar.az \"Reuters\"ə istinadən xəbər verir.", "Reuters", "istinadən xəbər verir", "Reuters\"ə istinadən xəbər verir", 0},
        {"Axar.az xəbər verir ki, bu barədə Sputnik Azərbaycan məlumat yayıb.",
         "Sputnik", "məlumat yayıb", "Sputnik Azərbaycan məlumat yayıb", 0},
        {"AZƏRTAC-a verilən məlumata görə, körpü bağlıdır.",
         "Azertac", "verilən məlumata görə", "AZƏRTAC-a verilən məlumata görə", 0},
        {"Report xəbər verir ki, bu barədə nazirlik məlumat yayıb.", "Report (Azerbaijan)", "xəbər verir", "Report xəbər verir", 0},
        {"\"Trend\" İnformasiya Agentliyinə istinadən xəbər verilir.",
         "Trend", "istinadən", "Trend\" İnformasiya Agentliyinə istinadən", 0},
    };
    CHECK_ALL(cases);
}

static void azerbaijani_mentions_are_no_credits(void **state)
{
    (void)state;
    static const struct credit_case cases[] = {
        {"Reuters binasının qarşısında körpü var.", NULL, NULL, NULL, 0},
        {"Bu trend bu il daha da güclənib.", NULL, NULL, NULL, 0},
        {"Turan kəndində körpü bağlıdır.", NULL, NULL, NULL, 0},
        {"Turan agentliyinin binasında yanğın olub, polis bildirib.", NULL, NULL, NULL, 0},
        {"Trend dəyişib, ekspert bildirib.", NULL, NULL, NULL, 0},
        {"Report kartı haqqında direktor deyib.", NULL, NULL, NULL, 0},
        {"Turan adlı uşaq deyib ki, körpü bağlıdır.", NULL, NULL, NULL, 0},
        {"AZƏRTAC-ın yeni direktoru təyin olunub.", NULL, NULL, NULL, 0},
        {"Trend agentliyi yeni ofis açıb.", NULL, NULL, NULL, 0},
    };
    CHECK_ALL(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turkish_credits),
        cmocka_unit_test(turkish_mentions_are_no_credits),
        cmocka_unit_test(azerbaijani_credits),
        cmocka_unit_test(azerbaijani_mentions_are_no_credits),
    };
    return cmocka_run_group_tests_name("match/attribution_turkic", tests, NULL, NULL);
}
