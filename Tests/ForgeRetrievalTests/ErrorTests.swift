import ForgeCore
import ForgeRetrieval
import Testing

@Suite struct ErrorTests {
    @Test("an error says what failed, why and what to do")
    func parts() {
        let error = RetrievalError(.invalidInput, "a.b", "what", cause: "why", remedy: "do this")
        #expect(error.description == "what\nCause: why\nRemedy: do this")
    }
}
