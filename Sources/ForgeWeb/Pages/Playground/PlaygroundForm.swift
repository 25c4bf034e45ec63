import ForgeCore
import ForgeLab

/// The playground's form as it was filled in.
struct PlaygroundForm: Sendable {
    struct Slot: Sendable {
        let number: Int
        let models: [Choice]
        let methods: [Choice]
        let isUsed: Bool
    }

    static let slots = 6

    let prompt: String
    let maxTokens: String
    let temperature: String
    let seed: String
    let slots: [Slot]
    let request: PlaygroundRequest?
    let problem: String?

    /// - Parameter models: those on this machine.
    init(_ values: FormValues, models: [String], standard: String?) {
        prompt = values["prompt"] ?? ""
        maxTokens = values["maxTokens"] ?? ""
        temperature = values["temperature"] ?? ""
        seed = values["seed"] ?? ""
        let isSent = values.pairs.contains { $0.name == "prompt" }
        let chosen = (1...Self.slots).map { number in
            let isFirst = number == 1 && !isSent
            return (model: values["model\(number)"] ?? (isFirst ? standard : nil), method: values["method\(number)"])
        }
        slots = chosen.enumerated().map { index, choice in
            Slot(
                number: index + 1,
                models: [Choice("", "No contender", selected: choice.model ?? "")]
                    + models.map { Choice($0, selected: choice.model) },
                methods: [Choice("", "The prompt alone", selected: choice.method ?? "")]
                    + Methods.schemas.map { Choice($0.name, selected: choice.method) },
                isUsed: choice.model != nil)
        }
        problem = isSent ? Self.problem(values) : nil
        request = isSent && problem == nil ? Self.request(values, chosen) : nil
    }

    private static func request(
        _ values: FormValues, _ chosen: [(model: String?, method: String?)]
    ) -> PlaygroundRequest {
        PlaygroundRequest(
            prompt: values["prompt"] ?? "",
            contenders: chosen.compactMap { choice in
                choice.model.map { .init(model: $0, method: choice.method, options: nil) }
            },
            maxTokens: values.int("maxTokens"), temperature: values.double("temperature"),
            seed: values["seed"].flatMap(UInt64.init))
    }

    /// What cannot be read as a number; the rest is checked by the playground itself.
    private static func problem(_ values: FormValues) -> String? {
        if values["maxTokens"] != nil, values.int("maxTokens") == nil { return "Most tokens must be a whole number." }
        if values["temperature"] != nil, values.double("temperature") == nil {
            return "The temperature must be a number."
        }
        if values["seed"] != nil, values["seed"].flatMap(UInt64.init) == nil {
            return "The seed must be a whole number."
        }
        return nil
    }
}
