"""What people ask in their own words names a concept, whatever the prompt's key says."""

import pytest

from engine.languages.loading import default_vocabulary
from engine.rules.questions import question_of
from engine.types import Prompt, ValueType

QUESTIONS = {
    "total_amount": [
        "What is the total amount including VAT?",
        "Wie hoch ist der Gesamtbetrag?",
        "Wie hoch ist die Rechnung?",
        "Quel est le montant total TTC ?",
        "À combien s'élève la facture ?",
        "¿Cuál es el importe total?",
        "¿Cuánto es el total?",
        "Qual è l'importo totale?",
        "Quanto costa in totale?",
        "Qual é o valor total da fatura?",
        "Wat is het totaalbedrag?",
        "Hoeveel kost het in totaal?",
    ],
    "amount_due": [
        "How much do we owe?",
        "How much is still to be paid?",
        "Wie viel müssen wir zahlen?",
        "Combien devons-nous payer ?",
        "¿Cuánto tenemos que pagar?",
        "Quanto dobbiamo pagare?",
        "Quanto temos de pagar?",
        "Hoeveel moeten we betalen?",
    ],
    "tax_amount": [
        "How much VAT is charged?",
        "Wie hoch ist die Mehrwertsteuer?",
        "Quel est le montant de la TVA ?",
        "¿Cuánto es el IVA?",
        "A quanto ammonta l'IVA?",
        "Quanto é o IVA?",
        "Hoeveel btw is er berekend?",
    ],
    "subtotal": [
        "What is the net amount?",
        "What is the total before tax?",
        "Wie lautet der Nettobetrag?",
        "Quel est le total hors taxes ?",
        "¿Cuál es la base imponible?",
        "Qual è il totale imponibile?",
        "Qual é o valor sem IVA?",
        "Wat is het bedrag exclusief btw?",
    ],
    "vendor_name": [
        "Who sent this?",
        "Who issued the invoice?",
        "Wer hat die Rechnung ausgestellt?",
        "Qui a émis la facture ?",
        "¿Quién emitió la factura?",
        "Chi ha emesso la fattura?",
        "Quem emitiu a fatura?",
        "Wie heeft de factuur gestuurd?",
        "Wer ist der Lieferant?",
    ],
    "customer_name": [
        "Who has to pay?",
        "Who is the customer?",
        "Wer muss die Rechnung bezahlen?",
        "Qui doit payer ?",
        "¿Quién es el cliente?",
        "Chi è il cliente?",
        "Quem é o cliente?",
        "Wie is de klant?",
    ],
}
DATES = {
    "invoice_date": [
        "When was the invoice issued?",
        "Wann wurde die Rechnung ausgestellt?",
        "Quand la facture a-t-elle été émise ?",
        "¿Cuándo se emitió la factura?",
        "Quando è stata emessa la fattura?",
        "Quando foi emitida a fatura?",
        "Wat is de factuurdatum?",
    ],
    "due_date": [
        "By when do we have to pay?",
        "Bis wann müssen wir zahlen?",
        "Avant quelle date faut-il payer ?",
        "¿Cuándo vence la factura?",
        "Entro quando dobbiamo pagare?",
        "Até quando temos de pagar?",
        "Wanneer moeten we betalen?",
    ],
}


@pytest.mark.parametrize(
    ("question", "concept", "value_type"),
    [
        (question, concept, value_type)
        for table, value_type in ((QUESTIONS, ValueType.TEXT), (DATES, ValueType.DATE))
        for concept, questions in table.items()
        for question in questions
    ],
)
def test_everyday_question_names_its_concept(question, concept, value_type):
    asked = question_of(Prompt("field_7", question, value_type), default_vocabulary())
    assert asked.concept == concept
