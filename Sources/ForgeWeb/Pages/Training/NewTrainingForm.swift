import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning
import Foundation

/// The form that begins a training: its config as YAML.
struct NewTrainingForm: Sendable {
    struct Finding: Sendable {
        let place: String
        let message: String
        let suggestion: String?
        let allowed: String?
    }

    let yaml: String
    var beside = false
    let path = TrainingLink.new
    let list = TrainingLink.list
    let pairs = TrainingLink.pairs
    let files: [String]
    let hasFiles: Bool
    let folder: String
    let keys = ConfigReference.text(fields: TrainingSchema.fields)
    var findings: [Finding] = []
    var hasFindings = false
    var isWrong = false
    var failure: Notice?
    /// What a right config would do.
    var approval: String?

    init(_ yaml: String, shelf: PairShelf) {
        self.yaml = yaml
        files = shelf.files().map(\.name)
        hasFiles = !files.isEmpty
        folder = shelf.folder.path
    }

    mutating func approve(_ plan: TrainingPlan) {
        let config = plan.config
        approval =
            "\(NumberText.count(config.steps(pairs: config.data.train))) steps of "
            + "\(NumberText.count(config.pairsPerStep)) pairs on \(config.model), rank \(config.lora.rank)."
    }

    mutating func show(_ error: any ForgeError) {
        isWrong = true
        guard let found = (error as? LabError)?.findings, !found.isEmpty else {
            failure = Notice(error)
            return
        }
        findings = found.map {
            Finding(
                place: "Line \($0.line), column \($0.column)", message: $0.message, suggestion: $0.suggestion,
                allowed: $0.allowed)
        }
        hasFindings = true
    }

    /// A config to start from, with what is on this machine.
    static func template(models: ModelLibrary, pairs: String?, _ service: TrainingService) -> String {
        let model = models.list().first(where: \.isInstalled)?.entry.name ?? "smollm2-135m-instruct"
        let file = pairs.flatMap { PairShelf.isName($0) ? $0 : nil } ?? service.shelf.files().first?.name
        return """
            name: dpo-1
            description: What is this training to find out?
            model: \(model)
            data:
              path: \(file ?? "pairs.jsonl")
              train: 800
              validation: 100
              test: 100
            lora: {rank: 16, alpha: 32, targets: [q_proj, v_proj]}
            loss: {kind: sigmoid, beta: 0.1}
            optimizer: {learning_rate: 5.0e-5, batch: 4, accumulation: 2, epochs: 1}
            max_length: 512
            checkpoint_every: 25
            validate_every: 25

            """
    }
}
