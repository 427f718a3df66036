enum FormulaLanguagePlaceholder {}
