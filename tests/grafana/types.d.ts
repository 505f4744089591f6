// What the dashboards are checked against: the types that Grafana publishes, as JSON has them.

import type {Dashboard as GrafanaDashboard, Panel, VariableModel} from '@grafana/schema';
import type * as bargauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type {Dataquery} from '@grafana/grafana-foundation-sdk/prometheus';

/** A type as JSON has it: an enum is any of its values. */
export type Json<T> = T extends string ? `${T}`
  : T extends number ? (`${T}` extends `${infer N extends number}` ? N : number)
  : T extends boolean | null | undefined ? T
  : T extends (infer Item)[] ? Json<Item>[]
  : T extends (...args: never[]) => unknown ? never
  : T extends object ? {[Key in keyof T]: Json<T[Key]>}
  : T;

export type Dashboard = Omit<Json<GrafanaDashboard>, 'panels' | 'templating'>;
export type Variable = Json<VariableModel>;
export type Target = Omit<Json<Dataquery>, '_implementsDataqueryVariant'>;

/** A panel without what has a type of its own below. */
type Frame = Omit<Json<Panel>, 'options' | 'targets'>;
interface Kind<Type extends string, Options, Custom = Record<string, never>> extends Frame {
  type: Type;
  options: Json<Options>;
  targets: Target[];
  custom: Json<Custom>;
}
export type AnyPanel =
  | Kind<'bargauge', bargauge.Options>
  | Kind<'stat', stat.Options>
  | Kind<'table', table.Options, Partial<table.FieldConfig>>
  | Kind<'timeseries', timeseries.Options, timeseries.FieldConfig>;
