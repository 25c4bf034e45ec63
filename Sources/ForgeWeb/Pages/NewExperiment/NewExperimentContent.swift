import ForgeCatalogue
import ForgeLab

/// What the page of a new experiment shows.
struct NewExperimentContent: Sendable {
    /// Options that a method's choice brings, kept ready for the browser.
    struct MethodOptions: Sendable {
        let name: String
        let fields: [ConfigFormField]
    }

    let yaml: String
    let groups: [FormSections.Group]
    let methods: [MethodOptions]
    let splits: [String]
    let verdict: ConfigVerdict
    let isRejected: Bool
    /// Name of the experiment that it starts from.
    let origin: String?

    init(
        form: ConfigForm, yaml: String, preview: ConfigPreview, known: KnownNames, isRejected: Bool = false,
        failure: Notice? = nil, origin: String? = nil
    ) {
        let sections = FormSections(form: form, errors: ConfigVerdict.errors(preview.report), known: known)
        self.yaml = yaml
        groups = sections.groups
        methods = Methods.schemas.map { MethodOptions(name: $0.name, fields: sections.options(of: $0.name)) }
        splits = known.datasets.first { $0.entry.name == form["dataset.name"] }?.entry.splits.map(\.name) ?? []
        verdict = ConfigVerdict(preview, failure: failure)
        self.isRejected = isRejected
        self.origin = origin
    }
}
