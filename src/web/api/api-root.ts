/** Where the API stands: its first version. */
export const API = '/api/v1'
