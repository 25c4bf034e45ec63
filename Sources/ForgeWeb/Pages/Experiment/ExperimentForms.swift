import ForgeCore
import ForgeLab

/// The form that renames and tags.
struct EditForm: Sendable, Hashable {
    let id: String
    let path: String
    var name: FormField
    var tags: FormField

    init(_ experiment: Experiment) {
        self.init(id: experiment.id, name: experiment.name, tags: experiment.tags.joined(separator: ", "))
    }

    init(id: String, name: String, tags: String) {
        self.id = id
        path = PageLink.experiment(id)
        self.name = FormField("name", label: "Name", value: name, help: "1 to 120 characters.")
        self.name.maximumLength = 120
        self.name.isRequired = true
        self.tags = FormField(
            "tags", label: "Tags", value: tags, help: "Words with commas between them, to find experiments by.")
    }

    /// Shows what is wrong beside the field that it is wrong with.
    mutating func show(_ error: any ForgeError) {
        let text = [error.message, error.remedy].compactMap(\.self).joined(separator: " ")
        if error.code == "experiment.tags" { tags.error = text } else { name.error = text }
    }

    /// `a, b ,c` as a list without repetitions.
    static func tags(in text: String) -> [String] {
        var seen: Set<String> = []
        return text.split(separator: ",").map { $0.trimmingSpaces }.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}

/// The form that chooses metrics to score stored answers with.
struct RescoreForm: Sendable, Hashable {
    struct Option: Sendable, Hashable {
        let name: String
        let summary: String
        let isChosen: Bool
    }

    let id: String
    let path: String
    let options: [Option]
    var error: String?

    init(_ experiment: Experiment, chosen: [String]? = nil) {
        id = experiment.id
        path = PageLink.experiment(experiment.id)
        let configured = (experiment.config["metrics"]?.array ?? []).compactMap(\.string)
        let chosen = Set(chosen ?? configured)
        options = AnswerMetrics.all.map {
            Option(name: $0.name, summary: $0.summary, isChosen: chosen.contains($0.name))
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
