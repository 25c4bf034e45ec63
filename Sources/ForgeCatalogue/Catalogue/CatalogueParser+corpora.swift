import ForgeCore

extension CatalogueParser {
    static let corpusKeys = ["summary", "layout", "licence"] + fileKeys

    static func corpus(_ name: String, _ object: YAMLObject) throws -> CorpusEntry {
        CorpusEntry(
            name: name, summary: try object.text("summary"), layout: try object.choice("layout", of: CorpusLayout.self),
            licence: try object.text("licence"), file: try fileEntry(object, repository: .dataset))
    }
}
