import ForgeCatalogue
import ForgeCore
import ForgeLab

/// The groups of the form for a new experiment.
struct FormSections {
    struct Group: Sendable {
        let title: String
        let fields: [ConfigFormField]
        /// Fields that most experiments leave alone.
        let more: [ConfigFormField]
        let hasMore: Bool
        /// Whether one of the further fields is filled in or wrong.
        let isOpen: Bool
        /// `method` for the group whose further fields depend on the method.
        let key: String

        init(_ key: String, _ title: String, _ fields: [ConfigFormField], more: [ConfigFormField] = []) {
            self.key = key
            self.title = title
            self.fields = fields
            self.more = more
            hasMore = !more.isEmpty
            isOpen = more.contains { $0.error != nil || !$0.value.isEmpty }
        }
    }

    let form: ConfigForm
    /// Messages by key path.
    let errors: [String: String]
    let known: KnownNames

    var groups: [Group] {
        [
            Group("experiment", "Experiment", fields(["name", "description"], section: nil)),
            Group("method", "Method", fields(["name"], section: "method"), more: rest(["name"], section: "method")),
            Group("model", "Model", fields(["name"], section: "model"), more: rest(["name"], section: "model")),
            Group(
                "dataset", "Data set", fields(["name", "split", "n"], section: "dataset"),
                more: rest(["name", "split", "n"], section: "dataset")),
            Group(
                "generation", "Generation", fields(["max_tokens", "temperature"], section: "generation"),
                more: rest(["max_tokens", "temperature"], section: "generation")),
            Group(
                "run", "Run", fields(["seed", "metrics", "tags"], section: nil),
                more: fields(["concurrency"], section: nil) + rest([], section: "engine")),
        ]
    }

    /// The options of one method, for when it is chosen.
    func options(of method: String) -> [ConfigFormField] {
        FormSections(form: ConfigForm(texts: ["method.name": method]), errors: [:], known: known)
            .rest(["name"], section: "method")
    }

    private func fields(_ keys: [String], section: String?) -> [ConfigFormField] {
        let members = members(of: section)
        return keys.compactMap { key in members.first { $0.key == key } }.map { field($0, section: section) }
    }

    private func rest(_ keys: [String], section: String) -> [ConfigFormField] {
        members(of: section).filter { !keys.contains($0.key) }.map { field($0, section: section) }
    }

    private func members(of section: String?) -> [ConfigField] {
        guard let section else { return form.fields }
        guard case .section(let inner)? = form.fields.first(where: { $0.key == section })?.kind else { return [] }
        return inner.filter { isOffered($0, path: "\(section).\($0.key)") }
    }

    /// Configs from the web name no files, and adapters are rare enough for the YAML alone. What was typed in the YAML is shown nevertheless, with what is wrong about it.
    private func isOffered(_ field: ConfigField, path: String) -> Bool {
        let needsFile =
            field.namesFile || field.namesHosts || ["dataset.columns", "dataset.task", "model.adapter"].contains(path)
        return !needsFile || form[path] != nil
    }

    private func field(_ field: ConfigField, section: String?) -> ConfigFormField {
        let path = section.map { "\($0).\(field.key)" } ?? field.key
        return ConfigFormField(
            field, path: path, value: form[path], choices: choices(path), suggestions: suggestions(path),
            error: errors[path])
    }

    private func suggestions(_ path: String) -> String? { path == "dataset.split" ? "splits" : nil }

    private func choices(_ path: String) -> [Choice]? {
        switch path {
        case "method.name": names(Methods.schemas.map { ($0.name, "\($0.name): \($0.summary)") }, path)
        // A server's models are not known here.
        case "model.name" where isServed: nil
        case "model.name": names(known.models.map { ($0.entry.name, label($0.entry.name, $0.isInstalled)) }, path)
        case "dataset.name": names(known.datasets.map { ($0.entry.name, label($0.entry.name, $0.isInstalled)) }, path)
        // Without any base there is nothing to choose, and the help says how to make one.
        case "method.knowledge_base" where !known.knowledgeBases.isEmpty:
            names(known.knowledgeBases.map { ($0, $0) }, path)
        case "method.reranker":
            names(known.rerankers.map { ($0.entry.name, label($0.entry.name, $0.isInstalled)) }, path)
        default: nil
        }
    }

    private var isServed: Bool { form["engine.type"].flatMap(ServerKind.init(rawValue:)) != nil }

    private func label(_ name: String, _ isInstalled: Bool) -> String { isInstalled ? name : "\(name) (to be pulled)" }

    /// Known names, and the present value where it is none of them (a file, or a name with a slip).
    private func names(_ known: [(name: String, text: String)], _ path: String) -> [Choice] {
        let value = form[path]
        let own = value.flatMap { value in known.contains { $0.name == value } ? nil : [(value, value)] } ?? []
        let none = value == nil ? [Choice("", "Not set here", selected: "")] : []
        return none + (known + own).map { Choice($0.0, $0.1, selected: value) }
    }
}
