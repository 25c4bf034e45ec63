import ForgeCore
import ForgeLab

/// One field of the form for a new experiment, made from the config's schema.
struct ConfigFormField: Sendable {
    /// Element's id (`field-dataset-n`).
    let id: String
    /// Key path in the config (`dataset.n`), the control's name.
    let path: String
    let label: String
    let help: String
    let value: String
    let placeholder: String
    let choices: [Choice]
    let isSelect: Bool
    let isLines: Bool
    let isRequired: Bool
    /// `numeric`, `decimal` or `text`.
    let inputMode: String
    /// Name of a list of suggestions.
    let suggestions: String?
    let error: String?

    /// - Parameter choices: for a field whose values are known beside its kind (names of models).
    init(
        _ field: ConfigField, path: String, value: String?, choices known: [Choice]? = nil, suggestions: String? = nil,
        error: String?
    ) {
        id = Self.id(path)
        self.path = path
        label = Self.label(path, key: field.key)
        help = Self.help(field, path: path)
        self.value = value ?? ""
        isRequired = field.isRequired
        self.error = error
        self.suggestions = suggestions
        let standard = field.defaultValue.map(ConfigForm.text) ?? ""
        choices = known ?? Self.choices(field.kind, value: value, standard: standard)
        isSelect = !choices.isEmpty
        placeholder = standard.isEmpty || isSelect ? "" : standard
        (isLines, inputMode) = Self.control(field.kind)
    }

    static func id(_ path: String) -> String { "field-" + path.replacing(".", with: "-") }

    private static func control(_ kind: ConfigField.Kind) -> (isLines: Bool, inputMode: String) {
        switch kind {
        case .list, .strings: (true, "text")
        case .integer: (false, "numeric")
        case .number: (false, "decimal")
        default: (false, "text")
        }
    }

    private static func choices(_ kind: ConfigField.Kind, value: String?, standard: String) -> [Choice] {
        let words: [String]
        switch kind {
        case .choice(let known): words = known
        case .bool: words = ["true", "false"]
        default: return []
        }
        // What was typed in the YAML stays visible, right or wrong.
        let shown = words + [value].compactMap { $0 }.filter { !words.contains($0) }
        let first = Choice("", standard.isEmpty ? "Not set" : "\(standard) (default)", selected: value ?? "")
        return [first] + shown.map { Choice($0, selected: value) }
    }

    private static let labels = [
        "method.name": "Method", "model.name": "Model", "dataset.name": "Data set", "dataset.n": "Questions",
        "dataset.path": "Own file", "dataset.seed": "Sample seed", "generation.top_p": "Top p",
        "generation.top_k": "Top k",
        "engine.gpu_layers": "GPU layers", "engine.type": "Engine", "engine.base_url": "Server address",
        "engine.model": "Model at the server", "engine.api_key_env": "Variable with the key",
        "engine.max_concurrency": "Requests at a time",
    ]

    private static func label(_ path: String, key: String) -> String {
        labels[path] ?? key.replacing("_", with: " ").capitalizedFirst
    }

    /// Where a form means less than a file: configs from the web name no files.
    private static let helps = [
        "method.name": "How the model is asked.", "model.name": "A model of the catalogue.",
        "dataset.name": "A data set of the catalogue.",
    ]

    private static func help(_ field: ConfigField, path: String) -> String {
        let text = helps[path] ?? field.help.replacing("`", with: "").capitalizedFirst
        switch field.kind {
        case .list where path == "metrics":
            return text + ": " + AnswerMetrics.all.map(\.name).joined(separator: ", ") + ". One per line."
        case .list: return text + (text.hasSuffix(".") ? "" : ".") + " One per line."
        case .strings: return text + " One role: column per line."
        default: return text
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
