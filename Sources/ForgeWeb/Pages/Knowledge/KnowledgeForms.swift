import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeRetrieval

/// The form that makes a knowledge base.
struct NewKnowledgeForm: Sendable {
    var name: FormField
    var summary: FormField
    var tokens: FormField
    var overlap: FormField
    let embedders: ChoiceField
    let corpora: ChoiceField
    let path = KnowledgeLink.new
    let list = KnowledgeLink.list
    /// What is wrong with no one field.
    var failure: Notice?

    /// The value of the embedder's field that stands for words only.
    static let wordsOnly = "none"

    init(_ values: FormValues, encoders: [EncoderStatus], corpora: [CorpusStatus]) {
        name = FormField(
            "name", label: "Name", value: values["name"] ?? "",
            help: "Lower-case letters, digits, “.”, “-” and “_”. It is fixed.")
        name.isRequired = true
        name.maximumLength = 100
        summary = FormField("summary", label: "What it is about", value: values["summary"] ?? "", help: "For lists.")
        summary.maximumLength = 500
        tokens = FormField(
            "tokens", label: "Most tokens of a chunk", value: values["tokens"] ?? "256",
            help: "8 to 8192; 128, 256 and 512 are usual.")
        overlap = FormField(
            "overlap", label: "Tokens repeated", value: values["overlap"] ?? "",
            help: "Of the chunk before, at most half. Empty: 50, less for short chunks.")
        self.embedders = Self.embedders(encoders, selected: values["embedder"])
        self.corpora = ChoiceField(
            "corpus", label: "Fill it from",
            options: [Choice("", "nothing yet", selected: values["corpus"] ?? "")]
                + corpora.map { Choice($0, selected: values["corpus"]) })
    }

    private static func embedders(_ encoders: [EncoderStatus], selected: String?) -> ChoiceField {
        let embedders = encoders.filter { $0.entry.kind == .embedder }
        // What works at once is offered first.
        let standard = embedders.first { $0.isDefault && $0.isInstalled } ?? embedders.first(where: \.isInstalled)
        let chosen = selected ?? standard?.entry.name ?? wordsOnly
        let options = embedders.map { status in
            Choice(
                status.entry.name, status.entry.name + (status.isInstalled ? "" : " (not on this machine)"),
                selected: chosen)
        }
        return ChoiceField(
            "embedder", label: "Embedder",
            options: options + [Choice(wordsOnly, "none: words only (BM25)", selected: chosen)])
    }

    /// Shows what is wrong beside the field that it is wrong with.
    mutating func show(_ error: any ForgeError) {
        let text = [error.message, error.cause, error.remedy].compactMap(\.self).joined(separator: " ")
        switch error.code {
        case "knowledge.bad-name", "knowledge.exists": name.error = text
        case "knowledge.invalid": tokens.error = text
        default: failure = Notice(error)
        }
    }

    /// What the form asks for.
    ///
    /// - Throws: a problem that names the field which is no number.
    static func wish(_ values: FormValues) throws -> NewKnowledgeBase {
        NewKnowledgeBase(
            name: values["name"] ?? "", summary: values["summary"], tokens: try number("tokens", values),
            overlap: try number("overlap", values),
            embedder: values["embedder"].flatMap { $0 == wordsOnly ? nil : $0 },
            wordsOnly: values["embedder"] == wordsOnly, corpus: values["corpus"])
    }

    private static func number(_ name: String, _ values: FormValues) throws -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text) else {
            throw LabError(
                .invalidInput, "knowledge.invalid", "`\(text.prefix(40))` is no whole number.",
                remedy: "Give \(name) as digits, such as 256.")
        }
        return number
    }
}

/// The page and dialog that ask before a base is deleted.
struct DeleteKnowledgeForm: Sendable {
    let name: String
    let path: String
    let back: String
    let contents: String
    let isIngesting: Bool

    init(_ listing: KnowledgeListing) {
        name = listing.name
        back = KnowledgeLink.base(listing.name)
        path = "\(back)/delete"
        contents =
            listing.info.map {
                "\(NumberText.count($0.documents)) documents in \(NumberText.count($0.chunks)) chunks, "
                    + NumberText.bytes($0.bytes)
            } ?? "unreadable"
        isIngesting = listing.job.map { !$0.isFinished } ?? false
    }
}
