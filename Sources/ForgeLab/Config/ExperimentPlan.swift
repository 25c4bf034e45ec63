/// What one config file asks for: one experiment, or those of its matrix.
package struct ExperimentPlan: Sendable, Hashable {
    /// The config's own name; the experiments' names start with it.
    package var name: String
    /// In the order of the matrix: the first axis varies slowest.
    package var experiments: [ExperimentConfig]
    /// Key paths of the matrix axes, as written.
    package var axes: [String]
    /// The text as it was read.
    package var source: String
    /// What will run and yet not do what was probably meant, with its place.
    package var warnings: [ConfigDiagnostic]

    package init(
        name: String, experiments: [ExperimentConfig], axes: [String] = [], source: String,
        warnings: [ConfigDiagnostic] = []
    ) {
        self.warnings = warnings
        self.name = name
        self.experiments = experiments
        self.axes = axes
        self.source = source
    }
}
