import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { metersOf } from '../core/meters.ts';
import type { Tariff } from '../core/tariff.ts';
import type { City } from '../pod/city.ts';
import type { Meter } from '../pod/household.ts';
import type { Language } from '../words/format.ts';
import { BillsPage } from './bills.tsx';
import { EnergyPage } from './energy.tsx';
import type { Open } from './open.ts';
import { OverviewPage } from './overview.tsx';
import { useRoute } from './route.ts';
import { SettingsPage } from './settings.tsx';
import { SourcesPage } from './sources.tsx';
import { leave, type Opened } from './stage.ts';
import { useVoice } from './voice.ts';

/** The citizen's choice of tariff is hers alone and stays in her browser. */
const TARIFF_KEY = 'home-board.tariff';

interface OpenPageProps extends Opened {
  readonly city: City;
  readonly tariffs: readonly Tariff[];
  readonly onLanguage: (language: Language) => void;
  readonly onError: (error: unknown) => void;
}

/** The page that the address names, for a citizen whose space is open. */
export function OpenPage(props: OpenPageProps): VNode {
  const { words } = useVoice();
  const { place, path, meter } = useRoute();
  const [tariffId, setTariffId] = useState(localStorage.getItem(TARIFF_KEY) ?? '');
  const open: Open = {
    ...props,
    tariffId,
    onTariff: (id) => {
      localStorage.setItem(TARIFF_KEY, id);
      setTariffId(id);
    },
    sourceNameOf: (meter) => sourceNameOf(meter, props) ?? words.electricity.someSource,
  };
  switch (place) {
    case 'home':
      return <OverviewPage {...open} />;
    case 'electricity':
    case 'gas':
      return metersOf(open.household, place).length === 0 ? (
        <OverviewPage {...open} />
      ) : (
        <EnergyPage {...open} path={path} place={{ energyVector: place, number: meter }} />
      );
    case 'bills':
      return <BillsPage {...open} />;
    case 'sources':
      return <SourcesPage {...open} />;
    case 'settings':
      return (
        <SettingsPage
          {...open}
          onLanguage={props.onLanguage}
          onSignOut={() => void props.session.signOut().then(leave, leave)}
        />
      );
  }
}

/** The source that lays down a meter's data, by the connection that names its container. */
function sourceNameOf(meter: Meter, { household, city }: OpenPageProps): string | undefined {
  const linked = household.connections.find(
    ({ connection }) => connection.container === meter.container,
  );
  const partner = linked?.connection.partner;
  return city.sources.find(({ id }) => id === partner)?.name ?? partner;
}
