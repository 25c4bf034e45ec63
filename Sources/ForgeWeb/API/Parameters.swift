import ForgeCore

/// Parameters that several operations share.
extension Operation.Parameter {
    static let experiment = Self("id", in: .path, "The experiment's id.", schema: Schema.id)
    static let voteStudy = Self("id", in: .path, "The vote study's id.", schema: Schema.id)
    static let index = Self(
        "index", in: .path, "Position in the experiment's sample set, from 0.", schema: Schema.integer(0...9_999_999))
    static let model = Self("name", in: .path, "The model's name in the catalogue.", schema: Schema.text(1...200))
    static let encoder = Self("name", in: .path, "The encoder's name in the catalogue.", schema: Schema.text(1...200))
    static let dataset = Self("name", in: .path, "The data set's name in the catalogue.", schema: Schema.text(1...200))
    static let knowledgeBase = Self("name", in: .path, "The knowledge base's name.", schema: Schema.text(1...100))

    static let benchmark = Self("name", in: .path, "The benchmark's name.", schema: Schema.text(1...60))
    static let training = Self("name", in: .path, "The training's name.", schema: Schema.text(1...80))
    static let pairFile = Self("file", in: .path, "A file in FORGE_HOME/pairs.", schema: Schema.text(1...120))

    static let cursor = Self(
        "cursor", "Where the page before ended: its `next`.", schema: Schema.text(0...2000))
    static let offset = Self(
        "offset", "Matches to skip; without effect beside `cursor`.",
        schema: Schema.integer(0...1_000_000_000, default: 0))

    static func limit(_ most: Int = 200, default value: Int = 50) -> Self {
        Self("limit", "Items of a page.", schema: Schema.integer(1...most, default: value))
    }
}
