import ForgeCore
import ForgeNetworks
import Testing

@Suite struct ErrorTests {
    @Test("an error says what failed, why and what to do")
    func parts() {
        let error = NetworkError(.invalidInput, "a.b", "what", cause: "why", remedy: "do this")
        #expect(error.description == "what\nCause: why\nRemedy: do this")
    }
}
