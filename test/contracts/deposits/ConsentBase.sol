// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ConsentRegistry} from "../../../contracts/deposits/ConsentRegistry.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {TestBase} from "../Vm.sol";

/// @notice An identity registry for tests: which identity an account serves or served, and which account acts, is set.
contract Bindings {
    mapping(address account => uint256) public boundTo;
    mapping(uint256 identityId => address) public accountOf;

    function bind(uint256 identityId, address account) external {
        (boundTo[account], accountOf[identityId]) = (identityId, account);
    }
}

/// @notice A consent registry at time 1,050, and ways to sign for it.
abstract contract ConsentBase is TestBase {
    bytes32 private constant WITHDRAWAL = keccak256("Withdrawal(bytes32 deposit,address depositor)");
    bytes32 private constant TIER = keccak256("TierChange(bytes32 deposit,address depositor,uint8 tier,uint64 nonce)");
    bytes32 internal constant DEPOSIT = keccak256("deposit");
    bytes32 internal constant SECOND = keccak256("second deposit");

    Bindings internal _people;
    ConsentRegistry internal _registry;
    address internal _ana;
    address internal _bako;

    function setUp() public virtual {
        vm.warp(1_050);
        _people = new Bindings();
        _registry = new ConsentRegistry(IIdentityRegistry(address(_people)));
        (_ana, _bako) = (vm.addr(1), vm.addr(2));
    }

    function _withdrawal(uint256 key, bytes32 deposit, address depositor) internal view returns (bytes memory) {
        bytes32 structHash = keccak256(abi.encode(WITHDRAWAL, deposit, depositor));
        return _sign(key, _domain("Tilth ConsentRegistry", address(_registry)), structHash);
    }

    function _tierChange(
        uint256 key,
        bytes32 deposit,
        address depositor,
        uint8 tier,
        uint64 nonce
    ) internal view returns (bytes memory) {
        bytes32 structHash = keccak256(abi.encode(TIER, deposit, depositor, tier, nonce));
        return _sign(key, _domain("Tilth ConsentRegistry", address(_registry)), structHash);
    }

    function _withdrawalDigest(bytes32 deposit, address depositor) internal view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(WITHDRAWAL, deposit, depositor));
        return keccak256(abi.encodePacked(hex"1901", _domain("Tilth ConsentRegistry", address(_registry)), structHash));
    }

    function _withdraw(uint256 key, bytes32 deposit) internal {
        _registry.withdraw(deposit, vm.addr(key), _withdrawal(key, deposit, vm.addr(key)));
    }

    function _change(uint256 key, bytes32 deposit, uint8 tier, uint64 nonce) internal {
        bytes memory signature = _tierChange(key, deposit, vm.addr(key), tier, nonce);
        _registry.changeTier(deposit, vm.addr(key), tier, nonce, signature);
    }

    function _link(bytes32 head, bytes32 deposit, address depositor, uint8 code) internal pure returns (bytes32) {
        return keccak256(abi.encode(head, deposit, depositor, code));
    }

    function _assertHead(bytes32 head, uint64 changes) internal view {
        (bytes32 isHead, uint64 isChanges) = _registry.head();
        assert(isHead == head && isChanges == changes);
    }

    function _assertTier(bytes32 deposit, address depositor, bool changed, uint8 tier, uint64 nonce) internal view {
        (bool isChanged, uint8 isTier) = _registry.tierOf(deposit, depositor);
        assert(isChanged == changed && isTier == tier && _registry.nonceOf(deposit, depositor) == nonce);
    }

    function _item(uint256 key, bytes32 deposit) internal view returns (ConsentRegistry.Withdrawal memory) {
        address depositor = vm.addr(key);
        return ConsentRegistry.Withdrawal(deposit, depositor, _withdrawal(key, deposit, depositor));
    }

    function _item(
        uint256 key,
        bytes32 deposit,
        uint8 tier,
        uint64 nonce
    ) internal view returns (ConsentRegistry.TierChange memory) {
        address depositor = vm.addr(key);
        bytes memory signature = _tierChange(key, deposit, depositor, tier, nonce);
        return ConsentRegistry.TierChange(deposit, depositor, tier, nonce, signature);
    }
}
