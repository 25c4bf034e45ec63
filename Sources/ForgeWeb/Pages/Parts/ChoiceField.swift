import ForgeLab

/// A select with its label.
struct ChoiceField: Sendable, Hashable {
    let id: String
    let name: String
    let label: String
    let options: [Choice]

    /// - Parameter options: the first stands for no choice and has an empty value.
    init(_ name: String, label: String, options: [Choice]) {
        id = "choice-\(name)"
        self.name = name
        self.label = label
        self.options = options
    }

    /// A filter over values with how many have them; the chosen one is offered even when nothing has it.
    init(_ name: String, label: String, counts: [String: Int], selected: String?) {
        var counts = counts
        if let selected, counts[selected] == nil { counts[selected] = 0 }
        let values = counts.sorted { $0.key < $1.key }.map { value, count in
            Choice(value, "\(value) (\(NumberText.count(count)))", selected: selected)
        }
        self.init(name, label: label, options: [Choice("", "All", selected: selected ?? "")] + values)
    }
}
