/// Where something stands in a config text: line and column from 1, columns counted in Unicode scalars.
package struct ConfigPosition: Sendable, Codable, Hashable, Comparable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static let start = ConfigPosition(line: 1, column: 1)

    package static func < (left: ConfigPosition, right: ConfigPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A YAML value with its position, before anything is known about its type.
struct ConfigNode: Sendable, Hashable {
    struct Scalar: Sendable, Hashable {
        var text: String
        /// Quoted scalars (and block scalars) are text, whatever they look like.
        var isQuoted: Bool

        /// An absent value, `~` or `null`.
        var isEmpty: Bool { !isQuoted && ["", "~", "null", "Null", "NULL"].contains(text) }
    }

    struct Entry: Sendable, Hashable {
        var key: String
        var position: ConfigPosition
        var value: ConfigNode
    }

    indirect enum Content: Sendable, Hashable {
        case scalar(Scalar)
        case list([ConfigNode])
        case mapping([Entry])
    }

    var content: Content
    var position: ConfigPosition

    init(_ content: Content, at position: ConfigPosition = .start) {
        self.content = content
        self.position = position
    }

    var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    var list: [ConfigNode]? { if case .list(let items) = content { items } else { nil } }
    var mapping: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }

    func entry(_ key: String) -> Entry? { mapping?.first { $0.key == key } }

    /// The value as a reader would call it in an error message.
    var kindName: String {
        switch content {
        case .scalar(let scalar) where scalar.isEmpty: "empty"
        case .scalar(let scalar) where scalar.isQuoted: "the text \"\(scalar.text.clipped(to: 40))\""
        case .scalar(let scalar): "`\(scalar.text.clipped(to: 40))`"
        case .list: "a list"
        case .mapping: "a section"
        }
    }

    /// Equality of values, ignoring positions and key order.
    func isSameValue(as other: ConfigNode) -> Bool {
        switch (content, other.content) {
        case (.scalar(let left), .scalar(let right)): left == right
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSameValue(as: $1) }
        case (.mapping(let left), .mapping(let right)):
            left.count == right.count
                && left.allSatisfy { entry in other.entry(entry.key)?.value.isSameValue(as: entry.value) ?? false }
        default: false
        }
    }
}

// MARK: Changed copies, for matrix axes

extension ConfigNode {
    func removing(_ key: String) -> ConfigNode {
        guard let mapping else { return self }
        return ConfigNode(.mapping(mapping.filter { $0.key != key }), at: position)
    }

    /// This mapping with `value` under `key`, in the place of an earlier value.
    func setting(_ key: String, to value: ConfigNode) -> ConfigNode {
        var entries = mapping ?? []
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value = value
        } else {
            entries.append(Entry(key: key, position: value.position, value: value))
        }
        return ConfigNode(.mapping(entries), at: position)
    }

    /// This section with the keys of `other` laid over it.
    func overlaid(with other: ConfigNode) -> ConfigNode {
        (other.mapping ?? []).reduce(self) { $0.setting($1.key, to: $1.value) }
    }
}

extension String {
    /// At most `count` characters, an ellipsis in the place of the rest.
    func clipped(to count: Int) -> String {
        let head = prefix(count)
        return head.endIndex == endIndex ? self : head.dropLast() + "…"
    }
}
