/// One line of text with its label, help and error.
struct FormField: Sendable, Hashable {
    let id: String
    let name: String
    let label: String
    let value: String
    let help: String
    var error: String?
    var isRequired = false
    var maximumLength: Int?

    init(_ name: String, label: String, value: String, help: String) {
        id = "field-\(name)"
        self.name = name
        self.label = label
        self.value = value
        self.help = help
    }
}
