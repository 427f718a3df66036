enum AirtableClientPlaceholder {}
