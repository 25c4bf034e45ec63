/// What a model was trained for; decides between chat and plain prompts.
package enum ModelKind: String, Sendable, Codable, CaseIterable {
    case chat, base
}

/// A model of the catalogue: one GGUF file.
package struct ModelEntry: Sendable, Hashable {
    package var name: String
    package var summary: String
    package var kind: ModelKind
    /// Tokens of context the model was trained for.
    package var contextLength: Int
    package var licence: String
    package var file: FileEntry

    package init(
        name: String, summary: String, kind: ModelKind, contextLength: Int, licence: String, file: FileEntry
    ) {
        self.name = name
        self.summary = summary
        self.kind = kind
        self.contextLength = contextLength
        self.licence = licence
        self.file = file
    }
}
