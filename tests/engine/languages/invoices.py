"""An invoice in each language, with what its sender and everybody else would ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Invoice:
    """``questions`` ask for a concept in the language's own words."""

    text: str
    values: dict[str, object]
    questions: dict[str, str]
    items: list[dict[str, object]] = field(default_factory=list)


INVOICES = {
    "da": Invoice(
        """\
Bøgely Tømrer ApS
Skovvej 12, 8600 Silkeborg
CVR-nr.: 31 44 52 60

Faktureres til: Kystcaféen I/S                  Fakturanr.: 20418
                                                Fakturadato: 4. marts 2026
Kundenr.: 1077                                  Forfaldsdato: 18. marts 2026
Deres ordrenr.: B-551                           Betalingsbetingelser: Netto 14 dage

Beskrivelse                     Antal    Enhedspris       Beløb
Terrassebrædder, lærk              40        185,00    7.400,00
Montering, timer                    6        450,00    2.700,00

Subtotal                                              10.100,00
Moms 25 %                                              2.525,00
I alt inkl. moms                                   kr. 12.625,00

Bank: Egebanken   IBAN: DK50 0040 0440 1162 43
""",
        {
            "invoice_number": "20418",
            "invoice_date": "2026-03-04",
            "due_date": "2026-03-18",
            "customer_number": "1077",
            "order_number": "B-551",
            "customer_name": "Kystcaféen I/S",
            "subtotal": 10100,
            "tax_amount": 2525,
            "total_amount": 12625,
            "currency": "DKK",
            "iban": "DK5000400440116243",
        },
        {
            "Hvad er fakturanummeret?": "invoice_number",
            "Hvornår er fakturaen udstedt?": "invoice_date",
            "Hvornår skal fakturaen betales?": "due_date",
            "Hvad er det samlede beløb?": "total_amount",
            "Hvor meget moms er der?": "tax_amount",
            "Hvem er kunden?": "customer_name",
            "Hvad er kundenummeret?": "customer_number",
        },
        [
            {"description": "Terrassebrædder, lærk", "quantity": 40, "amount": 7400},
            {"description": "Montering, timer", "quantity": 6, "amount": 2700},
        ],
    ),
    "nb": Invoice(
        """\
Fjordlys Elektro AS
Havnegata 3, 6002 Ålesund
Org.nr.: 987 654 321 MVA

Fakturamottaker: Brygga Kafé AS                 Fakturanummer: 55102
                                                Fakturadato: 12.05.2026
Kundenr.: 3301                                  Forfallsdato: 26.05.2026
Deres ref.: Ingrid Moe                          KID: 0055102330178

Beskrivelse                     Antall    Enhetspris        Beløp
LED-panel 60x60                     12        890,00    10 680,00
Montering                            8        950,00     7 600,00

Sum eks. mva                                            18 280,00
Mva 25 %                                                 4 570,00
Å betale                                             kr 22 850,00

Kontonummer: 1506 22 77301
""",
        {
            "invoice_number": "55102",
            "invoice_date": "2026-05-12",
            "due_date": "2026-05-26",
            "customer_number": "3301",
            "payment_reference": "0055102330178",
            "customer_name": "Brygga Kafé AS",
            "subtotal": 18280,
            "tax_amount": 4570,
            "amount_due": 22850,
            "currency": "NOK",
            "account_number": "1506 22 77301",
        },
        {
            "Hva er fakturanummeret?": "invoice_number",
            "Når må vi betale?": "due_date",
            "Hvor mye skal vi betale?": "amount_due",
            "Hvor mye er mva?": "tax_amount",
            "Hva er KID-nummeret?": "payment_reference",
        },
        [
            {"description": "LED-panel 60x60", "quantity": 12, "amount": 10680},
            {"description": "Montering", "quantity": 8, "amount": 7600},
        ],
    ),
    "sv": Invoice(
        """\
Norrskens Snickeri AB
Verkstadsgatan 8, 903 31 Umeå
Org.nr: 556677-8899

Faktura till: Strandens Konditori AB            Fakturanummer: 8812
                                                Fakturadatum: 2026-02-10
Kundnr: 402                                     Förfallodatum: 2026-03-12
Er referens: Olle Dahl                          OCR-nummer: 88124027

Benämning                       Antal        À-pris        Belopp
Disk i ek                           1     14 500,00     14 500,00
Hyllplan                            6        620,00      3 720,00

Summa exkl. moms                                        18 220,00
Moms 25 %                                                4 555,00
Öresavrundning                                               0,00
Att betala                                           22 775,00 kr

Bankgiro: 123-4567
""",
        {
            "invoice_number": "8812",
            "invoice_date": "2026-02-10",
            "due_date": "2026-03-12",
            "customer_number": "402",
            "payment_reference": "88124027",
            "customer_name": "Strandens Konditori AB",
            "subtotal": 18220,
            "tax_amount": 4555,
            "amount_due": 22775,
            "currency": "SEK",
        },
        {
            "Vad är fakturanumret?": "invoice_number",
            "När förfaller fakturan?": "due_date",
            "Hur mycket ska vi betala?": "amount_due",
            "Vilket är fakturadatumet?": "invoice_date",
            "Hur mycket moms?": "tax_amount",
            "Vad är OCR-numret?": "payment_reference",
        },
        [
            {"description": "Disk i ek", "quantity": 1, "amount": 14500},
            {"description": "Hyllplan", "quantity": 6, "amount": 3720},
        ],
    ),
    "fi": Invoice(
        """\
Koivumäen Kirjapaino Oy
Tehtaankatu 5, 33100 Tampere
Y-tunnus: 1234567-8

Ostaja: Rantakahvila Oy                         Laskun numero: 30177
                                                Laskun päiväys: 5.3.2026
Asiakasnumero: 2209                             Eräpäivä: 19.3.2026
Viitteenne: Tilaus K-8                          Viitenumero: 30177 22097

Kuvaus                          Määrä      à-hinta         Summa
Ruokalistat A4                    200         1,20        240,00
Juliste A2                         30         8,50        255,00

Veroton summa                                             495,00
Alv 25,5 %                                                126,23
Maksettava yhteensä                                       621,23 €

IBAN: FI21 1234 5600 0007 85
""",
        {
            "invoice_number": "30177",
            "invoice_date": "2026-03-05",
            "due_date": "2026-03-19",
            "customer_number": "2209",
            "customer_name": "Rantakahvila Oy",
            "subtotal": 495,
            "tax_amount": 126.23,
            "amount_due": 621.23,
            "currency": "EUR",
            "iban": "FI2112345600000785",
        },
        {
            "Mikä on laskun numero?": "invoice_number",
            "Mikä on eräpäivä?": "due_date",
            "Paljonko pitää maksaa?": "amount_due",
            "Kuka on ostaja?": "customer_name",
        },
        [
            {"description": "Ruokalistat A4", "quantity": 200, "amount": 240},
            {"description": "Juliste A2", "quantity": 30, "amount": 255},
        ],
    ),
    "pl": Invoice(
        """\
Faktura VAT nr: FV/118/2026
Data wystawienia: 4 marca 2026 r.
Data sprzedaży: 28.02.2026
Termin płatności: 18.03.2026

Sprzedawca: Stolarnia Lipowa Sp. z o.o.         Nabywca: Kawiarnia Latarnia s.c.
ul. Leśna 4, 30-001 Kraków                      ul. Portowa 9, 81-350 Gdynia
NIP: 676-245-11-09

Lp.  Nazwa towaru lub usługi     Ilość   Cena netto   Wartość netto
1    Blat dębowy                     2       640,00        1 280,00
2    Montaż                          5       110,00          550,00

Razem netto                                                1 830,00
Kwota VAT 23 %                                               420,90
Razem brutto                                               2 250,90 zł

Nr konta: 61 1090 1014 0000 0712 1981 2874
""",
        {
            "invoice_number": "FV/118/2026",
            "invoice_date": "2026-03-04",
            "due_date": "2026-03-18",
            "delivery_date": "2026-02-28",
            "vendor_name": "Stolarnia Lipowa Sp. z o.o.",
            "customer_name": "Kawiarnia Latarnia s.c.",
            "subtotal": 1830,
            "tax_amount": 420.9,
            "total_amount": 2250.9,
            "currency": "PLN",
        },
        {
            "Jaki jest numer faktury?": "invoice_number",
            "Kiedy wystawiono fakturę?": "invoice_date",
            "Do kiedy trzeba zapłacić?": "due_date",
            "Jaka jest kwota brutto?": "total_amount",
            "Ile wynosi VAT?": "tax_amount",
            "Kto jest nabywcą?": "customer_name",
            "Kto wystawił fakturę?": "vendor_name",
        },
        [
            {"description": "Blat dębowy", "quantity": 2, "amount": 1280},
            {"description": "Montaż", "quantity": 5, "amount": 550},
        ],
    ),
    "cs": Invoice(
        """\
FAKTURA - DAŇOVÝ DOKLAD č. 260077

Dodavatel: Truhlářství Javor s.r.o.             Odběratel: Kavárna Na Rohu s.r.o.
Dlouhá 11, 602 00 Brno                          Krátká 2, 110 00 Praha 1
IČO: 27074358   DIČ: CZ27074358

Datum vystavení: 4. března 2026
Datum splatnosti: 18. března 2026               Variabilní symbol: 260077
Číslo objednávky: OB-19                         Způsob úhrady: převodem

Označení dodávky                Množství   Cena za MJ   Celkem bez DPH
Stůl dubový                            2     4 200,00         8 400,00
Montáž                                 3       600,00         1 800,00

Celkem bez DPH                                              10 200,00
DPH 21 %                                                     2 142,00
Celkem k úhradě                                          12 342,00 Kč
""",
        {
            "invoice_date": "2026-03-04",
            "due_date": "2026-03-18",
            "order_number": "OB-19",
            "payment_reference": "260077",
            "vendor_name": "Truhlářství Javor s.r.o.",
            "customer_name": "Kavárna Na Rohu s.r.o.",
            "subtotal": 10200,
            "tax_amount": 2142,
            "amount_due": 12342,
            "currency": "CZK",
        },
        {
            "Jaké je datum splatnosti?": "due_date",
            "Kdy byla faktura vystavena?": "invoice_date",
            "Kolik máme zaplatit?": "amount_due",
            "Jaký je variabilní symbol?": "payment_reference",
            "Kdo je dodavatel?": "vendor_name",
        },
        [
            {"description": "Stůl dubový", "quantity": 2, "amount": 8400},
            {"description": "Montáž", "quantity": 3, "amount": 1800},
        ],
    ),
    "hu": Invoice(
        """\
SZÁMLA
Számla sorszáma: ZN-2026/0044
Számla kelte: 2026. március 4.
Teljesítés dátuma: 2026.03.01.
Fizetési határidő: 2026.03.18.
Fizetési mód: átutalás

Eladó: Nyírfa Asztalos Kft.                     Vevő: Révész Kávéház Bt.
Fő utca 7, 4400 Nyíregyháza                     Duna sor 1, 2000 Szentendre
Adószám: 12345678-2-15

Megnevezés                  Mennyiség   Nettó egységár    Nettó érték
Tölgy asztal                        2           82 000        164 000
Szállítás, óra                      3            9 000         27 000

Nettó összesen                                            191 000 Ft
Áfa összege 27 %                                           51 570 Ft
Fizetendő összesen                                        242 570 Ft
""",
        {
            "invoice_number": "ZN-2026/0044",
            "invoice_date": "2026-03-04",
            "delivery_date": "2026-03-01",
            "due_date": "2026-03-18",
            "vendor_name": "Nyírfa Asztalos Kft.",
            "customer_name": "Révész Kávéház Bt.",
            "subtotal": 191000,
            "tax_amount": 51570,
            "amount_due": 242570,
            "currency": "HUF",
        },
        {
            "Mi a számla sorszáma?": "invoice_number",
            "Mi a fizetési határidő?": "due_date",
            "Mennyit kell fizetni?": "amount_due",
            "Ki az eladó?": "vendor_name",
            "Ki a vevő?": "customer_name",
        },
        [
            {"description": "Tölgy asztal", "quantity": 2, "amount": 164000},
            {"description": "Szállítás, óra", "quantity": 3, "amount": 27000},
        ],
    ),
    "tr": Invoice(
        """\
Çınar Mobilya San. Tic. A.Ş.
Vergi No: 2340067811

FATURA
Fatura No: CNR2026000017
Fatura Tarihi: 4 Şubat 2026
Son Ödeme Tarihi: 18.02.2026
Sipariş No: SP-77
Müşteri: Deniz Kafe Ltd. Şti.

Ürün Açıklaması               Miktar    Birim Fiyat        Tutar
Meşe masa                          2       6.400,00    12.800,00
Montaj                             1       1.200,00     1.200,00

Ara Toplam                                             14.000,00
KDV (%20)                                               2.800,00
Genel Toplam                                        16.800,00 TL

IBAN: TR33 0006 1005 1978 6457 8413 26
""",
        {
            "invoice_number": "CNR2026000017",
            "invoice_date": "2026-02-04",
            "due_date": "2026-02-18",
            "order_number": "SP-77",
            "customer_name": "Deniz Kafe Ltd. Şti.",
            "subtotal": 14000,
            "tax_amount": 2800,
            "total_amount": 16800,
            "currency": "TRY",
            "iban": "TR330006100519786457841326",
        },
        {
            "Fatura numarası nedir?": "invoice_number",
            "Fatura tarihi nedir?": "invoice_date",
            "Genel toplam ne kadar?": "total_amount",
            "Ne zaman ödenmeli?": "due_date",
            "Müşteri kim?": "customer_name",
        },
        [
            {"description": "Meşe masa", "quantity": 2, "amount": 12800},
            {"description": "Montaj", "quantity": 1, "amount": 1200},
        ],
    ),
    "sr-Latn": Invoice(
        """\
Prodavac: Stolarija Breza d.o.o.
PIB: 100234567

Kupac: Kafe Svetionik d.o.o.
Broj fakture: 44/2026
Datum fakture: 04.03.2026.
Rok plaćanja: 18.03.2026.
Poziv na broj: 97-442026

Naziv robe                   Količina         Cena        Vrednost
Hrastov sto                         2    31.000,00       62.000,00
Montaža                             4     2.500,00       10.000,00

Ukupno bez PDV                                           72.000,00
PDV 20 %                                                 14.400,00
Ukupno za uplatu                                     86.400,00 din.
""",
        {
            "invoice_number": "44/2026",
            "invoice_date": "2026-03-04",
            "due_date": "2026-03-18",
            "vendor_name": "Stolarija Breza d.o.o.",
            "customer_name": "Kafe Svetionik d.o.o.",
            "subtotal": 72000,
            "tax_amount": 14400,
            "amount_due": 86400,
            "currency": "RSD",
        },
        {
            "Koji je broj fakture?": "invoice_number",
            "Kada dospeva plaćanje?": "due_date",
            "Koliko treba da platimo?": "amount_due",
            "Ko je kupac?": "customer_name",
        },
        [
            {"description": "Hrastov sto", "quantity": 2, "amount": 62000},
            {"description": "Montaža", "quantity": 4, "amount": 10000},
        ],
    ),
    "sr-Cyrl": Invoice(
        """\
Продавац: Столарија Бреза д.о.о.
ПИБ: 100234567

Купац: Кафе Светионик д.о.о.
Број фактуре: 45/2026
Датум фактуре: 4. марта 2026.
Рок плаћања: 18.03.2026.

Назив робе                   Количина         Цена        Вредност
Храстов сто                         2    31.000,00       62.000,00
Монтажа                             4     2.500,00       10.000,00

Укупно без ПДВ                                           72.000,00
ПДВ 20 %                                                 14.400,00
Укупно за уплату                                     86.400,00 дин.
""",
        {
            "invoice_number": "45/2026",
            "invoice_date": "2026-03-04",
            "due_date": "2026-03-18",
            "vendor_name": "Столарија Бреза д.о.о.",
            "customer_name": "Кафе Светионик д.о.о.",
            "subtotal": 72000,
            "tax_amount": 14400,
            "amount_due": 86400,
            "currency": "RSD",
        },
        {
            "Који је број фактуре?": "invoice_number",
            "Колико треба да платимо?": "amount_due",
            "Ко је купац?": "customer_name",
        },
        [
            {"description": "Храстов сто", "quantity": 2, "amount": 62000},
            {"description": "Монтажа", "quantity": 4, "amount": 10000},
        ],
    ),
    "ja": Invoice(
        """\
                         請求書

請求先：喫茶灯台株式会社                      請求書番号：A-2026-017
                                              発行日：令和8年3月4日
件名：内装工事                                お支払期限：2026年3月31日
                                              登録番号：T1234567890123

品名                  数量        単価          金額
オーク材テーブル         2     64,000       128,000
取付作業                 3     12,000        36,000

小計                                        164,000
消費税（10%）                                16,400
合計金額                                 ¥180,400
""",
        {
            "invoice_number": "A-2026-017",
            "invoice_date": "2026-03-04",
            "due_date": "2026-03-31",
            "customer_name": "喫茶灯台株式会社",
            "subtotal": 164000,
            "tax_amount": 16400,
            "total_amount": 180400,
            "currency": "JPY",
            "vat_id": "T1234567890123",
        },
        {
            "請求書番号は何ですか？": "invoice_number",
            "支払期限はいつですか？": "due_date",
            "合計金額はいくらですか？": "total_amount",
            "消費税はいくらですか": "tax_amount",
            "請求先を教えてください": "customer_name",
        },
        [
            {"description": "オーク材テーブル", "quantity": 2, "amount": 128000},
            {"description": "取付作業", "quantity": 3, "amount": 36000},
        ],
    ),
    "zh-Hans": Invoice(
        """\
                         发票

购买方：灯塔咖啡有限公司                      发票号码：20260017
销售方：白桦木业有限公司                      开票日期：2026年3月4日
订单号：PO-88                                 付款截止日期：2026年3月31日

货物名称              数量        单价          金额
橡木桌                   2    3,200.00      6,400.00
安装                     1      800.00        800.00

小计                                        7,200.00
税额                                          936.00
价税合计                                   ¥8,136.00
""",
        {
            "invoice_number": "20260017",
            "invoice_date": "2026-03-04",
            "due_date": "2026-03-31",
            "order_number": "PO-88",
            "vendor_name": "白桦木业有限公司",
            "customer_name": "灯塔咖啡有限公司",
            "subtotal": 7200,
            "tax_amount": 936,
            "total_amount": 8136,
            "currency": "CNY",
        },
        {
            "发票号码是什么？": "invoice_number",
            "开票日期是哪天？": "invoice_date",
            "税额是多少？": "tax_amount",
            "购买方是谁？": "customer_name",
            "价税合计是多少？": "total_amount",
        },
        [
            {"description": "橡木桌", "quantity": 2, "amount": 6400},
            {"description": "安装", "quantity": 1, "amount": 800},
        ],
    ),
    "zh-Hant": Invoice(
        """\
                         統一發票

買方：燈塔咖啡有限公司                        發票號碼：AB-12345678
賣方：白樺木業有限公司                        發票日期：民國115年3月4日
                                              付款期限：2026/03/31

品名                  數量        單價          金額
橡木桌                   2      14,000        28,000
安裝                     1       3,000         3,000

小計                                          31,000
營業稅                                         1,550
總計                                      NT$32,550
""",
        {
            "invoice_number": "AB-12345678",
            "invoice_date": "2026-03-04",
            "due_date": "2026-03-31",
            "vendor_name": "白樺木業有限公司",
            "customer_name": "燈塔咖啡有限公司",
            "subtotal": 31000,
            "tax_amount": 1550,
            "total_amount": 32550,
            "currency": "TWD",
        },
        {
            "發票號碼是什麼？": "invoice_number",
            "營業稅是多少？": "tax_amount",
            "買方是誰？": "customer_name",
        },
        [
            {"description": "橡木桌", "quantity": 2, "amount": 28000},
            {"description": "安裝", "quantity": 1, "amount": 3000},
        ],
    ),
    "ar": Invoice(
        """\
فاتورة ضريبية

اسم المورد: شركة السنديان للأثاث
اسم العميل: مقهى المنارة
رقم الفاتورة: ٢٠٢٦-٠١٧
تاريخ الفاتورة: ٤ مارس ٢٠٢٦
تاريخ الاستحقاق: 18/03/2026
الرقم الضريبي: 300123456700003

الوصف                  الكمية       سعر الوحدة        المبلغ
طاولة بلوط                 2            640.00      1,280.00
تركيب                      1            220.00        220.00

المجموع الفرعي                                      1,500.00
ضريبة القيمة المضافة 15%                              225.00
الإجمالي شامل الضريبة                            1,725.00 SAR
""",
        {
            "invoice_date": "2026-03-04",
            "due_date": "2026-03-18",
            "vendor_name": "شركة السنديان للأثاث",
            "customer_name": "مقهى المنارة",
            "subtotal": 1500,
            "tax_amount": 225,
            "total_amount": 1725,
            "currency": "SAR",
        },
        {
            "ما هو تاريخ الاستحقاق؟": "due_date",
            "ما هو الإجمالي شامل الضريبة؟": "total_amount",
            "كم ضريبة القيمة المضافة؟": "tax_amount",
            "من هو المورد؟": "vendor_name",
        },
        [
            {"description": "طاولة بلوط", "quantity": 2, "amount": 1280},
            {"description": "تركيب", "quantity": 1, "amount": 220},
        ],
    ),
}
