# The bot, without tests, demo and development tools. Build: docker build -t firewatch .
# A tag, not "latest": an image built twice from the same commit runs on the same Node. 24 is the current LTS line.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# What `npm start` runs, compiled.
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Without scripts: no package needs one, and our own `prepare` would compile before the sources are here.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY tools ./tools
RUN npm run build

# What it imports, and nothing else.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM ${NODE_IMAGE} AS final
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 FIREWATCH_DATA_DIR=/data
WORKDIR /app
# Everything below /app belongs to root: the bot can read it and cannot change it.
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY runbooks ./runbooks
# The embedded database; unused when DATABASE_URL is set. A new volume takes over this owner.
RUN mkdir /data && chown node:node /data && chmod 700 /data
VOLUME ["/data"]
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and handles SIGTERM: `docker stop` lets running jobs finish for a moment.
CMD ["node", "--enable-source-maps", "dist/src/main.js", "start"]
