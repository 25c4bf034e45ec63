private import ForgeCatalogue
import ForgeCore

/// What would come of a config: how many experiments, what they lack on this machine, how long they would take.
package struct ConfigPreview: Sendable, Hashable {
    /// A model or split that must be pulled first.
    package struct Missing: Sendable, Hashable {
        package enum Subject: String, Sendable { case model, dataset }

        package var subject: Subject
        package var name: String
        package var split: String?
    }

    package var report: ConfigReport
    package var missing: [Missing]
    /// Seconds for all of them; nil when nothing comparable was run yet.
    package var seconds: Double?

    package var warnings: [ConfigDiagnostic] { report.plan?.warnings ?? [] }

    package var experiments: [ExperimentConfig] { report.plan?.experiments ?? [] }
}

extension ExperimentService {
    /// Checks a config and looks ahead; makes nothing.
    package func preview(_ text: String) async throws -> ConfigPreview {
        let report = await validate(text)
        guard let plan = report.plan else { return ConfigPreview(report: report, missing: [], seconds: nil) }
        return ConfigPreview(
            report: report, missing: missing(for: plan), seconds: try await estimate(plan).seconds)
    }

    private func missing(for plan: ExperimentPlan) -> [ConfigPreview.Missing] {
        var found: [ConfigPreview.Missing] = []
        for config in plan.experiments {
            for part in [missingModel(config), missingSplit(config)].compactMap(\.self) where !found.contains(part) {
                found.append(part)
            }
        }
        return found
    }

    private func missingModel(_ config: ExperimentConfig) -> ConfigPreview.Missing? {
        guard config.engine.server == nil, let status = try? laboratory.models.info(config.model.name),
            !status.isInstalled
        else { return nil }
        return ConfigPreview.Missing(subject: .model, name: status.entry.name)
    }

    private func missingSplit(_ config: ExperimentConfig) -> ConfigPreview.Missing? {
        guard config.dataset.path == nil, let status = try? laboratory.datasets.info(config.dataset.name),
            let split = try? status.entry.split(config.dataset.split),
            let found = status.splits.first(where: { $0.split.name == split.name }), found.installed == nil
        else { return nil }
        return ConfigPreview.Missing(subject: .dataset, name: status.entry.name, split: split.name)
    }
}
