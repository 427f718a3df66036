enum AirtableSimulatorPlaceholder {}
