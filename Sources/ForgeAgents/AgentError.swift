package import ForgeCore

/// What goes wrong with agents and their tools before a run (during one, failures are observations).
package typealias AgentError = DomainError<AgentDomain>

package enum AgentDomain {}
