/** What people can ask about an incident and get made of it. */
export interface KnowledgeUseCases {}
