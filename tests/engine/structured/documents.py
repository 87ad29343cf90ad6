"""Small documents of the standards, written for the tests."""

from __future__ import annotations

CII = """<?xml version="1.0"?>
<CrossIndustryInvoice>
<ExchangedDocumentContext><GuidelineSpecifiedDocumentContextParameter>
<ID>urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended</ID>
</GuidelineSpecifiedDocumentContextParameter></ExchangedDocumentContext>
<ExchangedDocument><ID>R-9</ID><TypeCode>380</TypeCode>
<IssueDateTime><DateTimeString format="102">20320110</DateTimeString></IssueDateTime></ExchangedDocument>
<SupplyChainTradeTransaction>
<IncludedSupplyChainTradeLineItem>
<AssociatedDocumentLineDocument><LineID>0</LineID><IncludedNote><Content>As agreed:</Content></IncludedNote></AssociatedDocumentLineDocument>
<SpecifiedLineTradeSettlement/></IncludedSupplyChainTradeLineItem>
<IncludedSupplyChainTradeLineItem>
<AssociatedDocumentLineDocument><LineID>1</LineID><LineStatusReasonCode>GROUP</LineStatusReasonCode></AssociatedDocumentLineDocument>
<SpecifiedTradeProduct><Name>Set of tools</Name></SpecifiedTradeProduct>
<SpecifiedLineTradeSettlement><SpecifiedTradeSettlementLineMonetarySummation><LineTotalAmount>100</LineTotalAmount></SpecifiedTradeSettlementLineMonetarySummation></SpecifiedLineTradeSettlement></IncludedSupplyChainTradeLineItem>
<IncludedSupplyChainTradeLineItem>
<AssociatedDocumentLineDocument><LineID>1.1</LineID><ParentLineID>1</ParentLineID><LineStatusReasonCode>DETAIL</LineStatusReasonCode></AssociatedDocumentLineDocument>
<SpecifiedTradeProduct><Name>Hammer</Name></SpecifiedTradeProduct>
<SpecifiedLineTradeAgreement><NetPriceProductTradePrice><ChargeAmount>50</ChargeAmount></NetPriceProductTradePrice></SpecifiedLineTradeAgreement>
<SpecifiedLineTradeDelivery><BilledQuantity unitCode="HUR">2</BilledQuantity></SpecifiedLineTradeDelivery>
<SpecifiedLineTradeSettlement>
<ApplicableTradeTax><RateApplicablePercent>19</RateApplicablePercent></ApplicableTradeTax>
<BillingSpecifiedPeriod><StartDateTime><DateTimeString format="102">20320101</DateTimeString></StartDateTime>
<EndDateTime><DateTimeString format="102">20320131</DateTimeString></EndDateTime></BillingSpecifiedPeriod>
<SpecifiedTradeSettlementLineMonetarySummation><LineTotalAmount>100</LineTotalAmount></SpecifiedTradeSettlementLineMonetarySummation></SpecifiedLineTradeSettlement></IncludedSupplyChainTradeLineItem>
<ApplicableHeaderTradeAgreement>
<SellerTradeParty><Name>Nordlicht AG</Name><PostalTradeAddress><PostcodeCode>20095</PostcodeCode><LineOne>Alsterweg 3</LineOne><CityName>Hamburg</CityName><CountryID>DE</CountryID></PostalTradeAddress></SellerTradeParty>
<BuyerTradeParty><Name>Delta SA</Name></BuyerTradeParty></ApplicableHeaderTradeAgreement>
<ApplicableHeaderTradeSettlement>
<TaxCurrencyCode>PLN</TaxCurrencyCode><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>
<ApplicableTradeTax><CalculatedAmount>19</CalculatedAmount><BasisAmount>100</BasisAmount><CategoryCode>S</CategoryCode><RateApplicablePercent>19</RateApplicablePercent></ApplicableTradeTax>
<ApplicableTradeTax><CalculatedAmount>0</CalculatedAmount><BasisAmount>10</BasisAmount><CategoryCode>E</CategoryCode><ExemptionReason>Postage</ExemptionReason><RateApplicablePercent>0</RateApplicablePercent></ApplicableTradeTax>
<SpecifiedTradeAllowanceCharge><ChargeIndicator><Indicator>true</Indicator></ChargeIndicator><ActualAmount>10</ActualAmount><Reason>Postage</Reason></SpecifiedTradeAllowanceCharge>
<SpecifiedTradePaymentTerms><DueDateDateTime><DateTimeString format="102">20320210</DateTimeString></DueDateDateTime></SpecifiedTradePaymentTerms>
<SpecifiedTradePaymentTerms><DueDateDateTime><DateTimeString format="102">20320310</DateTimeString></DueDateDateTime></SpecifiedTradePaymentTerms>
<SpecifiedTradeSettlementHeaderMonetarySummation><LineTotalAmount>100</LineTotalAmount><ChargeTotalAmount>10</ChargeTotalAmount><TaxBasisTotalAmount>110</TaxBasisTotalAmount>
<TaxTotalAmount currencyID="PLN">82.5</TaxTotalAmount><TaxTotalAmount currencyID="EUR">19</TaxTotalAmount>
<GrandTotalAmount>129</GrandTotalAmount><TotalPrepaidAmount>29</TotalPrepaidAmount><DuePayableAmount>100</DuePayableAmount></SpecifiedTradeSettlementHeaderMonetarySummation>
</ApplicableHeaderTradeSettlement></SupplyChainTradeTransaction></CrossIndustryInvoice>"""  # noqa: E501

ZATCA = """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">
<ProfileID>reporting:1.0</ProfileID><ID>SME9</ID><IssueDate>2032-03-04</IssueDate>
<InvoiceTypeCode name="0200000">381</InvoiceTypeCode>
<DocumentCurrencyCode>SAR</DocumentCurrencyCode><TaxCurrencyCode>SAR</TaxCurrencyCode>
<BillingReference><InvoiceDocumentReference><ID>SME7</ID></InvoiceDocumentReference></BillingReference>
<AccountingSupplierParty><Party><PartyLegalEntity><RegistrationName>متجر النخيل</RegistrationName></PartyLegalEntity></Party></AccountingSupplierParty>
<TaxTotal><TaxAmount currencyID="SAR">15</TaxAmount></TaxTotal>
<TaxTotal><TaxAmount currencyID="SAR">15</TaxAmount><TaxSubtotal><TaxableAmount currencyID="SAR">100</TaxableAmount><TaxAmount currencyID="SAR">15</TaxAmount><TaxCategory><ID>S</ID><Percent>15</Percent></TaxCategory></TaxSubtotal></TaxTotal>
<LegalMonetaryTotal><TaxExclusiveAmount currencyID="SAR">100</TaxExclusiveAmount><TaxInclusiveAmount currencyID="SAR">115</TaxInclusiveAmount><PayableAmount currencyID="SAR">115</PayableAmount></LegalMonetaryTotal>
</Invoice>"""  # noqa: E501

DESPATCH = """<?xml version="1.0"?><DespatchAdvice xmlns="urn:x"><ID>DA-5</ID><IssueDate>2032-05-05</IssueDate>
<OrderReference><ID>PO-77</ID></OrderReference>
<DespatchSupplierParty><Party><PartyName><Name>Kalk &amp; Stein</Name></PartyName></Party></DespatchSupplierParty>
<DeliveryCustomerParty><Party><PartyName><Name>Baumarkt Süd</Name></PartyName></Party></DeliveryCustomerParty>
<Shipment><ID>S-1</ID><ShipmentStage><CarrierParty><PartyName><Name>Rapid Cargo</Name></PartyName></CarrierParty></ShipmentStage></Shipment>
<DespatchLine><ID>1</ID><DeliveredQuantity unitCode="KGM">40</DeliveredQuantity><Item><Name>Lime</Name></Item></DespatchLine>
</DespatchAdvice>"""  # noqa: E501

CFDI = """<?xml version="1.0"?><cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" Version="4.0" Serie="B" Folio="501"
 Fecha="2032-04-04T10:00:00" Moneda="MXN" SubTotal="1000.00" Descuento="100.00" Total="1044.00" TipoDeComprobante="I" FormaPago="03">
<cfdi:Emisor Rfc="AAA010101AAA" Nombre="Papelera Luna"/><cfdi:Receptor Rfc="BBB010101BBB" Nombre="Escuela Sol"/>
<cfdi:Conceptos><cfdi:Concepto Cantidad="10" ClaveUnidad="H87" Descripcion="Cuaderno" ValorUnitario="100" Importe="1000.00">
<cfdi:Impuestos><cfdi:Traslados><cfdi:Traslado Base="900" TipoFactor="Tasa" TasaOCuota="0.160000" Importe="144.00"/></cfdi:Traslados></cfdi:Impuestos>
</cfdi:Concepto></cfdi:Conceptos>
<cfdi:Impuestos TotalImpuestosTrasladados="144.00"><cfdi:Traslados><cfdi:Traslado Base="900" Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.160000" Importe="144.00"/></cfdi:Traslados></cfdi:Impuestos>
</cfdi:Comprobante>"""  # noqa: E501

CFDI_PAYMENT = """<?xml version="1.0"?><cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" xmlns:p="http://www.sat.gob.mx/Pagos20"
 Version="4.0" Folio="7" Fecha="2032-04-09T10:00:00" Moneda="XXX" SubTotal="0" Total="0" TipoDeComprobante="P">
<cfdi:Emisor Rfc="AAA010101AAA" Nombre="Papelera Luna"/>
<cfdi:Complemento><p:Pagos><p:Totales MontoTotalPagos="580.00"/>
<p:Pago FechaPago="2032-04-08T12:00:00" FormaDePagoP="03" MonedaP="MXN" Monto="580.00">
<p:DoctoRelacionado IdDocumento="6f0e" Folio="499" ImpPagado="580.00"/></p:Pago></p:Pagos></cfdi:Complemento>
</cfdi:Comprobante>"""  # noqa: E501

KSEF = """<?xml version="1.0"?><Faktura xmlns="http://crd.gov.pl/wzor/2025/06/25/13775/">
<Naglowek><KodFormularza kodSystemowy="FA (3)" wersjaSchemy="1-0E">FA</KodFormularza></Naglowek>
<Podmiot1><DaneIdentyfikacyjne><NIP>5260250274</NIP><Nazwa>Huta Szkła</Nazwa></DaneIdentyfikacyjne><Adres><KodKraju>PL</KodKraju><AdresL1>ul. Piaskowa 4</AdresL1><AdresL2>38-400 Krosno</AdresL2></Adres></Podmiot1>
<Podmiot2><DaneIdentyfikacyjne><NIP>7010099887</NIP><Nazwa>Bar Mleczny</Nazwa></DaneIdentyfikacyjne></Podmiot2>
<Fa><KodWaluty>PLN</KodWaluty><P_1>2032-06-01</P_1><P_2>FV 3/06</P_2><P_13_1>100.00</P_13_1><P_14_1>23.00</P_14_1><P_14_1W>5.00</P_14_1W><P_13_2>50.00</P_13_2><P_14_2>4.00</P_14_2><P_15>177.00</P_15><RodzajFaktury>VAT</RodzajFaktury>
<FaWiersz><NrWierszaFa>1</NrWierszaFa><P_7>Szklanki</P_7><P_8A>szt.</P_8A><P_8B>10</P_8B><P_9A>10.00</P_9A><P_11>100.00</P_11><P_12>23</P_12></FaWiersz>
<FaWiersz><NrWierszaFa>2</NrWierszaFa><P_7>Książka</P_7><P_8B>1</P_8B><P_9A>50.00</P_9A><P_11>50.00</P_11><P_12>8</P_12></FaWiersz>
<Platnosc><TerminPlatnosci><Termin>2032-06-15</Termin></TerminPlatnosci><FormaPlatnosci>6</FormaPlatnosci></Platnosc></Fa></Faktura>"""  # noqa: E501

EBINTERFACE = """<Invoice xmlns="http://www.ebinterface.at/schema/6p1/" DocumentType="Invoice" InvoiceCurrency="EUR">
<InvoiceNumber>W-12</InvoiceNumber><InvoiceDate>2032-07-01</InvoiceDate>
<Delivery><Period><FromDate>2032-06-01</FromDate><ToDate>2032-06-30</ToDate></Period></Delivery>
<Biller><Address><Name>Wachauer Obst</Name><Street>Marillenweg 1</Street><Town>Krems</Town><ZIP>3500</ZIP><Country CountryCode="AT">Österreich</Country></Address></Biller>
<InvoiceRecipient><OrderReference><OrderID>B-3</OrderID></OrderReference><Address><Name>Café Kern</Name></Address></InvoiceRecipient>
<Details><ItemList><ListLineItem><PositionNumber>1</PositionNumber><Description>Marillen</Description><Quantity Unit="KGM">20</Quantity><UnitPrice>3</UnitPrice>
<TaxItem><TaxableAmount>60</TaxableAmount><TaxPercent TaxCategoryCode="AA">10</TaxPercent></TaxItem><LineItemAmount>60</LineItemAmount></ListLineItem></ItemList></Details>
<ReductionAndSurchargeDetails><Reduction><BaseAmount>60</BaseAmount><Percentage>10</Percentage><Amount>6</Amount><Comment>Treue</Comment></Reduction></ReductionAndSurchargeDetails>
<Tax><TaxItem><TaxableAmount>54</TaxableAmount><TaxPercent TaxCategoryCode="AA">10</TaxPercent><TaxAmount>5.4</TaxAmount></TaxItem></Tax>
<TotalGrossAmount>59.4</TotalGrossAmount><PayableAmount>59.4</PayableAmount></Invoice>"""  # noqa: E501

FINVOICE = """<?xml version="1.0" encoding="ISO-8859-15"?><Finvoice Version="3.0">
<SellerPartyDetails><SellerOrganisationName>Järven Vene Oy</SellerOrganisationName><SellerPostalAddressDetails><SellerStreetName>Rantatie 8</SellerStreetName><SellerTownName>Lahti</SellerTownName><SellerPostCodeIdentifier>15100</SellerPostCodeIdentifier></SellerPostalAddressDetails></SellerPartyDetails>
<BuyerPartyDetails><BuyerOrganisationName>Saimaan Matkat</BuyerOrganisationName></BuyerPartyDetails>
<InvoiceDetails><InvoiceTypeCode>INV01</InvoiceTypeCode><InvoiceNumber>L-88</InvoiceNumber><InvoiceDate Format="CCYYMMDD">20320801</InvoiceDate>
<InvoiceTotalVatExcludedAmount AmountCurrencyIdentifier="EUR">200,00</InvoiceTotalVatExcludedAmount><InvoiceTotalVatAmount AmountCurrencyIdentifier="EUR">51,00</InvoiceTotalVatAmount><InvoiceTotalVatIncludedAmount AmountCurrencyIdentifier="EUR">251,00</InvoiceTotalVatIncludedAmount>
<PaymentTermsDetails><InvoiceDueDate Format="CCYYMMDD">20320815</InvoiceDueDate></PaymentTermsDetails></InvoiceDetails>
<InvoiceRow><ArticleName>Airo</ArticleName><InvoicedQuantity QuantityUnitCode="kpl">4</InvoicedQuantity><UnitPriceAmount AmountCurrencyIdentifier="EUR">50,00</UnitPriceAmount><RowVatExcludedAmount AmountCurrencyIdentifier="EUR">200,00</RowVatExcludedAmount></InvoiceRow>
<EpiDetails><EpiPaymentInstructionDetails><EpiRemittanceInfoIdentifier>1009</EpiRemittanceInfoIdentifier></EpiPaymentInstructionDetails></EpiDetails></Finvoice>"""  # noqa: E501

SVEFAKTURA = """<Invoice xmlns="urn:sfti:documents:BasicInvoice:1:0"><ID>F-31</ID><IssueDate>2032-02-02</IssueDate><InvoiceTypeCode>380</InvoiceTypeCode>
<InvoiceCurrencyCode>SEK</InvoiceCurrencyCode><BuyerParty><Party><PartyName><Name>Lunds Kommun</Name></PartyName></Party></BuyerParty>
<SellerParty><Party><PartyName><Name>Glas i Skåne AB</Name></PartyName><Address><StreetName>Storgatan 2</StreetName><CityName>Lund</CityName><PostalZone>22220</PostalZone></Address></Party></SellerParty>
<PaymentMeans><DuePaymentDate>2032-03-02</DuePaymentDate><PayeeFinancialAccount><ID>56936677</ID><FinancialInstitutionBranch><FinancialInstitution><ID>BGABSESS</ID></FinancialInstitution></FinancialInstitutionBranch></PayeeFinancialAccount></PaymentMeans>
<TaxTotal><TotalTaxAmount amountCurrencyID="SEK">50</TotalTaxAmount></TaxTotal>
<LegalTotal><LineExtensionTotalAmount amountCurrencyID="SEK">200</LineExtensionTotalAmount><TaxExclusiveTotalAmount amountCurrencyID="SEK">200</TaxExclusiveTotalAmount><TaxInclusiveTotalAmount amountCurrencyID="SEK">250</TaxInclusiveTotalAmount></LegalTotal>
<InvoiceLine><ID>1</ID><InvoicedQuantity quantityUnitCode="H87">4</InvoicedQuantity><LineExtensionAmount amountCurrencyID="SEK">200</LineExtensionAmount><Item><Description>Ruta</Description><BasePrice><PriceAmount amountCurrencyID="SEK">50</PriceAmount></BasePrice></Item></InvoiceLine></Invoice>"""  # noqa: E501

INVOICE_CXML = """<?xml version="1.0"?><cXML version="1.2.040"><Request><InvoiceDetailRequest>
<InvoiceDetailRequestHeader invoiceID="CX-4" invoiceDate="2032-09-09T00:00:00Z" purpose="standard"><InvoicePartner><Contact role="from"><Name>Loom Mill</Name></Contact></InvoicePartner><InvoicePartner><Contact role="billTo"><Name>Sofa World</Name></Contact></InvoicePartner></InvoiceDetailRequestHeader>
<InvoiceDetailOrder><InvoiceDetailOrderInfo><OrderReference orderID="PO-8"/></InvoiceDetailOrderInfo>
<InvoiceDetailItem invoiceLineNumber="1" quantity="5"><UnitOfMeasure>MTR</UnitOfMeasure><UnitPrice><Money currency="GBP">12.00</Money></UnitPrice><InvoiceDetailItemReference lineNumber="1"><ItemID><SupplierPartID>LN-1</SupplierPartID></ItemID><Description>Linen</Description></InvoiceDetailItemReference><SubtotalAmount><Money currency="GBP">60.00</Money></SubtotalAmount></InvoiceDetailItem></InvoiceDetailOrder>
<InvoiceDetailSummary><SubtotalAmount><Money currency="GBP">60.00</Money></SubtotalAmount><Tax><Money currency="GBP">12.00</Money></Tax><GrossAmount><Money currency="GBP">72.00</Money></GrossAmount><NetAmount><Money currency="GBP">72.00</Money></NetAmount><DueAmount><Money currency="GBP">72.00</Money></DueAmount></InvoiceDetailSummary>
</InvoiceDetailRequest></Request></cXML>"""  # noqa: E501

DESADV = (
    "UNA:+.? 'UNB+UNOC:3+A+B+320101:1000+1'UNH+1+DESADV:D:96A:UN:EAN005'BGM+351+LS-19+9'"
    "DTM+137:20320102:102'DTM+11:20320103:102'RFF+ON:PO-6'NAD+SU+4000001000005::9++Kork?'s Korken'"
    "NAD+DP+4000002000004::9++Lager Ost'CPS+1'PAC+2++201'LIN+1++4000001111111:EN'"
    "IMD+F++:::Korken groß'QTY+12:500:PCE'LIN+2++4000001111128:EN+1:1'QTY+12:250:PCE'"
    "UNT+14+1'UNZ+1+1'"
)

ORDERS = (
    "UNB+UNOC:3+A+B+320101:1000+1'UNH+1+ORDERS:D:01B:UN'BGM+220+PO-6+9'DTM+137:20320102:102'"
    "DTM+2:20320120:102'NAD+BY+1::9++Kiosk Mitte'NAD+SU+2::9++Brot AG'CUX+2:EUR:9'"
    "LIN+1++4000001111111:EN'IMD+F++:::Roggenbrot'QTY+21:30'PRI+AAA:2,5'MOA+203:75'"
    "UNS+S'MOA+86:75'UNT+13+1'UNZ+1+1'"
)

WOOCOMMERCE = """{"id": 727, "number": "727", "order_key": "wc_1", "currency": "USD",
"date_created": "2032-03-22T16:28:02", "discount_total": "0.00", "shipping_total": "10.00",
"total": "29.35", "total_tax": "1.35", "prices_include_tax": false,
"billing": {"first_name": "Ida", "last_name": "Moe", "address_1": "9 Elm", "city": "Reno",
"postcode": "89501", "email": "ida@mail.example"}, "payment_method_title": "Bank transfer",
"line_items": [{"name": "Mug", "sku": "MG", "quantity": 2, "price": 3, "total": "6.00"},
{"name": "Pot", "sku": "", "quantity": 1, "price": 12, "total": "12.00"}]}"""

MAGENTO = """{"increment_id": "000000041", "entity_id": 41, "created_at": "2032-11-04 09:00:00",
"order_currency_code": "EUR", "base_grand_total": 70, "grand_total": 62.5, "tax_amount": 2.5,
"customer_firstname": "Jo", "customer_lastname": "Wren", "customer_email": "jo@mail.example",
"items": [{"name": "Lamp", "sku": "L-1", "qty_ordered": 2, "price": 30, "row_total": 60}]}"""

IDOC = """<?xml version="1.0"?><ORDERS05><IDOC BEGIN="1"><EDI_DC40><IDOCTYP>ORDERS05</IDOCTYP><MESTYP>ORDERS</MESTYP></EDI_DC40>
<E1EDK01><CURCY>EUR</CURCY><BELNR>4500001</BELNR></E1EDK01><E1EDK03><IDDAT>012</IDDAT><DATUM>20320301</DATUM></E1EDK03>
<E1EDKA1><PARVW>AG</PARVW><NAME1>Werk Nord</NAME1></E1EDKA1><E1EDKA1><PARVW>LF</PARVW><NAME1>Stahl &amp; Co</NAME1></E1EDKA1>
<E1EDP01><POSEX>10</POSEX><MENGE>5</MENGE><MENEE>PCE</MENEE><VPREI>20</VPREI><NETWR>100</NETWR><E1EDP19><QUALF>002</QUALF><IDTNR>S-1</IDTNR><KTEXT>Platte</KTEXT></E1EDP19></E1EDP01>
<E1EDS01><SUMID>002</SUMID><SUMME>100</SUMME></E1EDS01></IDOC></ORDERS05>"""  # noqa: E501
