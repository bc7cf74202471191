import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { licences } from "./licences";

/**
 * One script and one style sheet with hashed names, as Streamlit's globs want them. Not
 * `build.lib`: it leaves white space in the script, a third more bytes.
 */
export default defineConfig({
  base: "./",
  plugins: [react(), licences()],
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  build: {
    target: "es2022",
    outDir: "../static",
    emptyOutDir: true,
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: "./src/index.tsx",
      preserveEntrySignatures: "strict",
      output: {
        format: "es",
        codeSplitting: false,
        entryFileNames: "index-[hash].js",
        assetFileNames: "style-[hash][extname]",
      },
    },
  },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
