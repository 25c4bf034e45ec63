import ForgeCore

/// What is special about a batch that ends as a whole.
///
/// It is what a loop over a data set does with padded tensors: prompts are padded to the longest one, and a sequence
/// that has ended is computed on until the last one has, with nobody reading the result. Answers are told at the end of
/// the batch.
struct StaticBatch {
    struct Held {
        let request: LlamaRequest
        let tell: (LlamaRequest) -> Void
    }

    let size: Int
    /// Answered members of the running batch.
    private(set) var held: [Held] = []

    /// How long a batch that is not full waits for one more: callers that were answered together send their next
    /// requests one after the other.
    static let gathering = Duration.milliseconds(30)

    init(size: Int) { self.size = size }

    /// Whether a new batch begins with what is waiting.
    func mayBegin(waiting: [LlamaRequest], isRunning: Bool) -> Bool {
        guard !isRunning, let latest = waiting.map(\.ticket.submitted).max() else { return false }
        return waiting.count >= size || latest.duration(to: .now) >= Self.gathering
    }

    /// Sets how many tokens each prompt is padded with.
    func began(_ members: [LlamaRequest]) {
        guard let longest = members.map(\.prompt.tokens.count).max() else { return }
        for member in members { member.promptPadding = longest - member.prompt.tokens.count }
    }

    mutating func hold(_ request: LlamaRequest, _ tell: @escaping (LlamaRequest) -> Void) {
        held.append(Held(request: request, tell: tell))
    }

    /// Ends the batch.
    mutating func release() -> [Held] {
        defer { held = [] }
        return held
    }
}
