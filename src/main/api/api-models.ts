import type { z } from 'zod'
import { RulePreview } from '#shared/api/rules.ts'
import { AnswerTimes } from '#shared/model/answer-times.ts'
import { AttemptChanges } from '#shared/model/attempt-changes.ts'
import { CompareRules } from '#shared/model/compare-rules.ts'
import { Conformance } from '#shared/model/conformance.ts'
import { CapturedRequest, DeliveryDetail, DeliveryFacts, DeliveryRow } from '#shared/model/delivery.ts'
import { Draft, DraftContent, DraftInfo } from '#shared/model/draft.ts'
import { EditedRequest } from '#shared/model/edited-request.ts'
import { Endpoint, EndpointStatus, SecretInfo } from '#shared/model/endpoint.ts'
import { EndpointChange, RecheckProgress } from '#shared/model/endpoint-change.ts'
import { Forward, ForwardSettings } from '#shared/model/forward.ts'
import { HeaderPair } from '#shared/model/header-pair.ts'
import { Ladder } from '#shared/model/ladder.ts'
import { BrokenPack, ProviderInfo } from '#shared/model/provider-pack.ts'
import { Removal, RemovalPreview } from '#shared/model/removal.ts'
import { Replay } from '#shared/model/replay.ts'
import { ResponseRule, RuleFields } from '#shared/model/response-rule.ts'
import { Retention, RetentionPreview } from '#shared/model/retention.ts'
import { RunAnswers, RunOutcome, RunPlan, RunPreview, RunSettings, RunStatus } from '#shared/model/run.ts'
import { SavedView } from '#shared/model/saved-view.ts'
import { Settings } from '#shared/model/settings.ts'
import { SignatureReport } from '#shared/model/signature-report.ts'
import { HostInfo, HostStatus } from '#shared/model/status.ts'
import { SchemeRef, Verification } from '#shared/model/verification.ts'

/**
 * Models that have a name of their own in the API's document, so that generated clients have one type for each. What is not
 * listed is written out where it is used.
 */
export const apiModels: Readonly<Record<string, z.ZodType>> = {
  AnswerTimes,
  AttemptChanges,
  BrokenPack,
  CapturedRequest,
  CompareRules,
  Conformance,
  DeliveryDetail,
  DeliveryFacts,
  DeliveryRow,
  Draft,
  DraftContent,
  DraftInfo,
  EditedRequest,
  Endpoint,
  EndpointChange,
  EndpointStatus,
  Forward,
  ForwardSettings,
  HeaderPair,
  HostInfo,
  HostStatus,
  Ladder,
  ProviderInfo,
  RecheckProgress,
  Removal,
  RemovalPreview,
  Replay,
  ResponseRule,
  Retention,
  RetentionPreview,
  RuleFields,
  RulePreview,
  RunAnswers,
  RunOutcome,
  RunPlan,
  RunPreview,
  RunSettings,
  RunStatus,
  SavedView,
  SchemeRef,
  SecretInfo,
  Settings,
  SignatureReport,
  Verification,
}
