import { useWords } from '../words/useWords.ts';
import { defaultOf, POLICIES, type Policy, policyPath } from './constructs/policies.ts';
import { Faults } from './fields/FieldAt.tsx';
import { at } from './json.ts';
import { useDraft, useDraftJson } from './useDraft.ts';

/** Where programmes disagree: each policy with its choices, the usual one marked, and what each comes to by an example. */
export function PoliciesForm() {
  const { say } = useWords();
  return POLICIES.map(({ title, policies }) => (
    <section key={title} className="policies" aria-label={say(title)}>
      <h3 className="policies-title">{say(title)}</h3>
      {policies.map((policy) => (
        <PolicyForm key={policy.label} policy={policy} />
      ))}
    </section>
  ));
}

function PolicyForm({ policy }: { readonly policy: Policy }) {
  const { say } = useWords();
  const { put } = useDraft();
  const path = policyPath(policy);
  const usual = defaultOf(policy);
  const chosen = at(useDraftJson(), path) ?? usual;
  return (
    <fieldset className="policy">
      <legend className="policy-title">{say(policy.label)}</legend>
      <Faults path={path} />
      <div className="policy-choices">
        {policy.choices.map((choice) => (
          <button
            key={choice.label}
            type="button"
            className="policy-choice"
            aria-pressed={choice.value === chosen}
            onClick={() => put(path, choice.value)}
          >
            <span className="policy-mark" aria-hidden>
              {choice.value === chosen ? '●' : '○'}
            </span>
            <span className="policy-words">
              <b>
                {say(choice.label)}{' '}
                {choice.value === usual ? <small className="policy-usual">{say('policies.default')}</small> : null}
              </b>
              <span className="policy-example">{say(choice.example)}</span>
            </span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}
