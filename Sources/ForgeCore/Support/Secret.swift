/// A key that no text of ours shows: it prints as `(hidden)`, and texts that others wrote are cleaned of it.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// For the header that it belongs in and nothing else.
    package let value: String

    package init(_ value: String) { self.value = value }

    package var description: String { "(hidden)" }
    package var debugDescription: String { description }
    /// `dump` and interpolated structs would show stored properties.
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Whether it can stand in a header.
    package var isPrintable: Bool { !value.isEmpty && value.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    /// The text without the key, for what servers write.
    package func removed(from text: String) -> String {
        value.isEmpty ? text : text.replacingScalars(value, with: description)
    }
}
