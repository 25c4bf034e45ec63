private import ForgeAgents
private import ForgeCore

extension Methods {
    /// What is wrong with options that are each right by themselves; nil when nothing is.
    ///
    /// Of what concerns files (worked examples) nothing is said: they are read when an experiment is made.
    package static func contradiction(_ method: MethodConfig) -> String? {
        do {
            _ = try make(method)
            return nil
        } catch let error as AgentError {
            return words(error)
        } catch let error as LabError where error.code == "config.option" {
            return words(error)
        } catch {
            return nil
        }
    }

    private static func words(_ error: any ForgeError) -> String {
        [error.message, error.cause.map { "(\($0))" }, error.remedy.map { "– \($0)" }].compactMap(
            \.self
        )
        .joined(separator: " ")
    }
}
