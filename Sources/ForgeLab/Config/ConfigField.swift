package import ForgeCore

/// One key of a config: what it may hold, what it is when absent, and what it means.
///
/// The list of fields is the single source for validation, help texts and the web form.
package struct ConfigField: Sendable, Hashable {
    package indirect enum Kind: Sendable, Hashable {
        case string
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case bool
        /// One of these words.
        case choice([String])
        case list(of: Kind)
        /// A mapping with these keys and no others.
        case section([ConfigField])
        /// A mapping of free keys to strings.
        case strings
    }

    /// As the user writes it, in snake case (`max_tokens`).
    package var key: String
    package var kind: Kind
    /// Nil when the key may be absent and then stays absent.
    package var defaultValue: JSONValue?
    package var isRequired: Bool
    /// Whether the text is the path of a file, which configs from the web may not name.
    package var namesFile: Bool
    /// Other words for a choice's, as they may be written; the choice's own is what is stored.
    package var aliases: [String: String]
    /// Whether the value makes this machine contact hosts, which configs from the web may not.
    package var namesHosts: Bool
    package var help: String

    package init(
        _ key: String, _ kind: Kind, default defaultValue: JSONValue? = nil, required isRequired: Bool = false,
        namesFile: Bool = false, namesHosts: Bool = false, aliases: [String: String] = [:], help: String
    ) {
        self.aliases = aliases
        self.namesHosts = namesHosts
        self.key = key
        self.kind = kind
        self.defaultValue = defaultValue
        self.isRequired = isRequired
        self.namesFile = namesFile
        self.help = help
    }

    /// The stored word for one as it was written.
    func canonical(_ word: String) -> String { aliases[word] ?? word }

    func canonical(_ value: JSONValue) -> JSONValue { value.string.map { .string(canonical($0)) } ?? value }
}
