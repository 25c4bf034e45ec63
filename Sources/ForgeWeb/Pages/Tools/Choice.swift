/// An entry of a select.
struct Choice: Sendable, Hashable {
    let value: String
    let text: String
    let isSelected: Bool

    init(_ value: String, _ text: String? = nil, selected: String?) {
        self.value = value
        self.text = text ?? value
        isSelected = value == selected
    }
}
