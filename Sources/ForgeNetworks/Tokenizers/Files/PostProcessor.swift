/// `post_processor` of tokenizer.json: a template, BERT's, RoBERTa's, or byte-level's, which adds no tokens.
struct PostProcessor {
    private let files: TokenizerFiles
    private let parts: [TokenizerNode]

    init(_ node: TokenizerNode?, _ files: TokenizerFiles) throws {
        self.files = files
        switch node?["type"]?.string {
        case nil: parts = []
        case "Sequence": parts = node?["processors"]?.array ?? []
        default: parts = [node].compactMap(\.self)
        }
    }

    /// Whether ranges leave out spaces at a token's ends.
    var trimsRanges: Bool { parts.contains { $0["trim_offsets"]?.bool == true } }

    /// - Parameter size: above the largest id.
    func template(below size: Int) throws -> TokenTemplate {
        let templates = try parts.compactMap { try template(of: $0) }
        guard templates.count <= 1 else { throw unsupported("several post-processors that add tokens") }
        let chosen = templates.first ?? .plain
        for piece in chosen.single + chosen.pair {
            if case .special(let ids, _) = piece, ids.contains(where: { $0 >= size }) {
                throw malformed("a special token's id is outside of the vocabulary")
            }
        }
        return chosen
    }

    private func template(of node: TokenizerNode) throws -> TokenTemplate? {
        switch node["type"]?.string {
        case "ByteLevel": return nil
        case "BertProcessing":
            return .bert(classifier: try id(node["cls"]), separator: try id(node["sep"]))
        case "RobertaProcessing":
            return .roberta(classifier: try id(node["cls"]), separator: try id(node["sep"]))
        case "TemplateProcessing":
            return TokenTemplate(
                single: try pieces(node["single"], node["special_tokens"], texts: ["A"]),
                pair: try pieces(node["pair"], node["special_tokens"], texts: ["A", "B"]))
        case let type: throw unsupported("the post-processor \(type ?? "(none)")")
        }
    }

    /// The id in `["[CLS]", 101]`.
    private func id(_ node: TokenizerNode?) throws -> Int32 {
        guard let parts = node?.array, parts.count == 2, let id = parts[1].id else {
            throw malformed("a special token of the post-processor lacks its id")
        }
        return id
    }

    private func pieces(
        _ list: TokenizerNode?, _ special: TokenizerNode?, texts: [String]
    ) throws -> [TokenTemplate.Piece] {
        guard let nodes = list?.array, nodes.count <= 64 else { throw malformed("a template is not a short list") }
        var found: [String] = []
        let pieces = try nodes.map { node -> TokenTemplate.Piece in
            let body = node["Sequence"] ?? node["SpecialToken"]
            guard let name = body?["id"]?.string, let type = body?["type_id"]?.int, let type = UInt8(exactly: type)
            else { throw malformed("a piece of a template lacks its id or type") }
            guard node["Sequence"] != nil else { return .special(ids: try ids(of: name, in: special), type: type) }
            found.append(name)
            return name == "A" ? .first(type: type) : .second(type: type)
        }
        guard found.sorted() == texts else { throw unsupported("a template without every text once") }
        return pieces
    }

    private func ids(of name: String, in special: TokenizerNode?) throws -> [Int32] {
        let key = Array(name.utf8)
        let entry = special?.members?.last { $0.key == key }?.value
        guard let nodes = entry?["ids"]?.array, nodes.count <= 64 else {
            throw malformed("a template's special token \(name) has no ids")
        }
        let ids = nodes.compactMap(\.id)
        guard ids.count == nodes.count else { throw malformed("an id of the special token \(name) is no id") }
        return ids
    }

    private func malformed(_ cause: String) -> NetworkError { files.malformed(TokenizerFile.name, cause) }
    private func unsupported(_ what: String) -> NetworkError { files.unsupported(TokenizerFile.name, what) }
}
