import ForgeLab

/// A config as somebody sent it: by the form's fields, or as YAML, which goes first.
struct ConfigDraft: Sendable, Hashable {
    let form: ConfigForm
    let yaml: String
    /// Whether the form says what the YAML says.
    let isReadable: Bool

    /// - Throws: `LabError` `config.unwritable`.
    init(_ values: FormValues) throws {
        if values.pairs.contains(where: { $0.name == "config" }) {
            yaml = values["config"] ?? ""
            let read = ConfigForm(yaml: yaml)?.withoutDefaults()
            isReadable = read != nil
            form = read ?? ConfigForm()
        } else {
            let texts = values.pairs.filter { !["action", "base"].contains($0.name) }
                .map { ($0.name, $0.value.replacing("\r\n", with: "\n")) }
            form = ConfigForm(texts: Dictionary(texts, uniquingKeysWith: { first, _ in first }))
            yaml = try form.yaml(keepingMatrixOf: values["base"])
            isReadable = true
        }
    }
}
